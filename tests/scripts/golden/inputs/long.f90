subroutine long(x)
  real :: x(10)
  x(1) = x(2) + x(2) + x(2) + x(2) + x(2) + x(2) + x(2) + x(2) + x(2) + x(2) + x(2) + x(2) + x(2) + x(2) + x(2) + x(2) + x(2) + x(2) + x(2) + x(2)
  !$ x(2) = 1.0
  !$omp barrier
end subroutine long
