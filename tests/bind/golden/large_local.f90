! What goes on the stack for the sake of a callback is named with its size.
! RUN: isotach build %s -m locals --emit-only out
subroutine apply(f, total)
  interface
    real(8) function f(x)
      real(8), intent(in) :: x
    end function
  end interface
  real(8), intent(out) :: total
  real(8) :: work(300, 500)
  work = 1
  total = f(sum(work))
end subroutine
