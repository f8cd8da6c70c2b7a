! P6, fixed: a pointer to a section with gaps.
program p06
  implicit none
  integer, parameter :: n = 10
  real(8), target :: z(n, n)
  real(8), pointer :: p(:)
  integer :: i
  z = 1
  p => z(1, :)
  !$acc data copy(z)
  !$acc parallel loop present(z)
  do i = 1, n
    z(1, i) = i
  end do
  !$acc end data
  if (p(n) /= n .or. z(2, 1) /= 1) stop 1
  print *, p(n)
end program
