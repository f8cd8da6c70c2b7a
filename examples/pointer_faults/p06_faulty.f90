! P6, faulty: a pointer to a section with gaps.
program p06
  implicit none
  integer, parameter :: n = 10
  real(8), target :: z(n, n)
  real(8), pointer :: p(:)
  integer :: i
  z = 1
  p => z(1, :)
  !$acc data copy(p)
  !$acc parallel loop present(p)
  do i = 1, n
    p(i) = i
  end do
  !$acc end data
  if (p(n) /= n .or. z(2, 1) /= 1) stop 1
  print *, p(n)
end program
