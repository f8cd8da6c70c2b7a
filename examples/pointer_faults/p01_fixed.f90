! P1, fixed: a scalar pointer that is read in a region.
program p01
  implicit none
  integer, target :: levels = 90
  integer, pointer :: n
  real(8) :: a(90)
  integer :: i
  integer :: count
  n => levels
  count = n
  !$acc data create(a)
  !$acc parallel loop default(present)
  do i = 1, 90
    a(i) = i * count
  end do
  !$acc update host(a)
  !$acc end data
  if (a(2) /= 180) stop 1
  print *, a(2)
end program
