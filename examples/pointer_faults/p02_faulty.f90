! P2, faulty: a component whose target was never copied.
program p02
  implicit none
  integer, parameter :: n = 100
  type :: field
    real(8), allocatable :: a(:)
  end type
  type(field) :: x
  integer :: i
  allocate (x%a(n))
  x%a = 1
  !$acc enter data copyin(x)
  !$acc parallel loop default(present)
  do i = 1, n
    x%a(i) = x%a(i) + i
  end do
  !$acc exit data delete(x)
  if (x%a(n) /= n + 1) stop 1
  print *, x%a(n)
end program
