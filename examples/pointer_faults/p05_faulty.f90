! P5, faulty: a pointer to a part that is not on the device.
program p05
  implicit none
  integer, parameter :: n = 10
  real(8), target :: z(n, n, 2)
  real(8), pointer, contiguous :: p(:, :)
  integer :: i, j
  z = 1
  p => z(:, :, 2)
  !$acc data copy(z(:, :, 1))
  !$acc parallel loop collapse(2) present(p)
  do j = 1, n
    do i = 1, n
      p(i, j) = i + j
    end do
  end do
  !$acc end data
  if (z(n, n, 2) /= 2 * n) stop 1
  print *, z(n, n, 2)
end program
