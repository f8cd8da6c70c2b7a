! P16, faulty: two pointers to one array in one loop.
program p16
  implicit none
  integer, parameter :: n = 100
  real(8), target :: z(n), copy_of_z(n)
  real(8), pointer, contiguous :: p(:), q(:)
  integer :: i
  z = 1
  copy_of_z = z
  p => z
  q => z
  !$acc data copy(z) copyin(copy_of_z)
  !$acc parallel loop present(p, q)
  do i = 2, n
    p(i) = q(i - 1) + 1
  end do
  !$acc end data
  if (z(2) /= 2) stop 1
  print *, z(2)
end program
