! P8, fixed: a local array that stays on the device after its procedure.
module p08_work
  implicit none
contains
  subroutine smooth(n, a)
    integer, intent(in) :: n
    real(8), intent(inout) :: a(n)
    real(8) :: work(n)
    integer :: i
    !$acc enter data create(work)
    !$acc parallel loop copyin(a) present(work)
    do i = 1, n
      work(i) = a(i) + 1
    end do
    !$acc parallel loop copyout(a) present(work)
    do i = 1, n
      a(i) = 2 * work(i)
    end do
    !$acc exit data delete(work)
  end subroutine
end module

program p08
  use p08_work, only: smooth
  implicit none
  real(8) :: a(50)
  a = 1
  call smooth(50, a)
  if (any(a /= 4)) stop 1
  print *, sum(a)
end program
