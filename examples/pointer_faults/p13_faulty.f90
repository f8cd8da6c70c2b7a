! P13, faulty: an object and its component in one directive.
program p13
  implicit none
  integer, parameter :: n = 100
  type :: field
    real(8), allocatable :: u(:)
  end type
  type(field) :: s
  integer :: i
  allocate (s%u(n))
  s%u = 1
  !$acc enter data copyin(s, s%u)
  !$acc parallel loop default(present)
  do i = 1, n
    s%u(i) = s%u(i) + i
  end do
  !$acc exit data copyout(s%u)
  !$acc exit data delete(s)
  if (s%u(n) /= n + 1) stop 1
  print *, s%u(n)
end program
