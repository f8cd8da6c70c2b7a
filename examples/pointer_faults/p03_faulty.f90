! P3, faulty: a component that is mapped before its object.
program p03
  implicit none
  integer, parameter :: n = 100
  type :: field
    real(8), pointer, contiguous :: a(:) => null()
  end type
  type(field) :: x
  real(8), target :: values(n)
  integer :: i
  values = 1
  x%a => values
  !$acc enter data copyin(x%a)
  !$acc enter data copyin(x)
  !$acc parallel loop default(present)
  do i = 1, n
    x%a(i) = x%a(i) + i
  end do
  !$acc exit data copyout(x%a)
  !$acc exit data delete(x)
  if (values(n) /= n + 1) stop 1
  print *, values(n)
end program
