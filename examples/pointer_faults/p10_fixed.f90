! P10, fixed: an update of a whole object whose component is attached.
program p10
  implicit none
  integer, parameter :: n = 100
  type :: field
    real(8), allocatable :: a(:)
    real(8) :: scale = 1
  end type
  type(field) :: x
  integer :: i
  allocate (x%a(n))
  x%a = 1
  !$acc enter data copyin(x)
  !$acc enter data copyin(x%a)
  x%scale = 3
  !$acc update device(x%scale)
  !$acc parallel loop default(present)
  do i = 1, n
    x%a(i) = x%scale * x%a(i)
  end do
  !$acc exit data copyout(x%a)
  !$acc exit data delete(x)
  if (any(x%a /= 3)) stop 1
  print *, sum(x%a)
end program
