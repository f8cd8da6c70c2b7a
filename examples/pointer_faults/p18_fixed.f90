! P18, fixed: a clause that counts from 1 where the pointer begins at 0.
program p18
  implicit none
  integer, parameter :: n = 100
  real(8), target :: a(n)
  real(8), pointer, contiguous :: p(:)
  integer :: i
  a = 1
  p(0:) => a
  !$acc data copy(p(0:n - 1))
  !$acc parallel loop present(p)
  do i = 1, n - 1
    p(i) = i
  end do
  !$acc end data
  if (a(n) /= n - 1) stop 1
  print *, a(n)
end program
