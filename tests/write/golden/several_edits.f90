! RUN: isotach write --remove-directive 6 --remove-directive 10 --end --insert-acc 7 --insert-acc 11 --directive "parallel loop async(1)" --diff %s
subroutine two(a, b, n)
  integer :: n, i
  real :: a(n), b(n)

  !$omp parallel do private(i)
  do i = 1, n
    a(i) = 1.0
  end do
  !$omp end parallel do
  do i = 1, n
    b(i) = a(i)
  end do
end subroutine
