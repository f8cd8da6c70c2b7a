! P17, fixed: the host reads what only the device has.
program p17
  implicit none
  integer, parameter :: n = 100
  real(8) :: a(n)
  real(8) :: total
  integer :: i
  a = 1
  !$acc enter data copyin(a)
  !$acc parallel loop present(a)
  do i = 1, n
    a(i) = 2 * a(i)
  end do
  !$acc update host(a)
  total = sum(a)
  !$acc exit data delete(a)
  if (total /= 2 * n) stop 1
  print *, total
end program
