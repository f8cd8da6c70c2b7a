! RUN: not isotach explain %s
! Modules that use each other, two of one name, a procedure that calls itself: errors, and verdicts all the same.
module a
  use b
  implicit none
contains
  subroutine first(x, n)
    integer, intent(in) :: n
    real, intent(inout) :: x(n)
    integer :: i
    do i = 1, n
      x(i) = 2 * x(i)
    end do
  end subroutine
end module
module b
  use a
  implicit none
contains
  recursive subroutine again(x, n)
    integer, intent(in) :: n
    real, intent(inout) :: x(n)
    integer :: i
    do i = 1, n
      call again(x, n - 1)
    end do
  end subroutine
end module
module b
  implicit none
end module
