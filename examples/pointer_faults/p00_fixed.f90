! P0, fixed: an array that is not on the device.
program p00
  implicit none
  integer, parameter :: n = 100
  real(8) :: a(n), b(n)
  integer :: i
  a = 2
  !$acc data copyin(a) create(b)
  !$acc parallel loop default(present)
  do i = 1, n
    b(i) = 3 * a(i)
  end do
  !$acc update host(b)
  !$acc end data
  if (any(b /= 6)) stop 1
  print *, sum(b)
end program
