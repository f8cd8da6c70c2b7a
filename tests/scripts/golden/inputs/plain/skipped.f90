subroutine left(a, n)
  integer, intent(in) :: n
  real :: a(n)
  integer :: i
  !$omp parallel do
  do i = 1, n
    a(i) = 1.0
  end do
end subroutine
