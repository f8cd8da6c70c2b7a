! RUN: isotach explain --trust-directives %s
! RUN: isotach explain --json --trust-directives %s:14
! RUN: isotach explain %s:14
! Directives are believed where nothing is proved, and never against a proof.
subroutine trusted(n, m, a, b, at, total)
  implicit none
  integer, intent(in) :: n, m, at(n)
  real, intent(inout) :: a(n), b(n, m), total
  integer :: i, j
  real, external :: outside
  real :: t

  !$omp parallel do private(t)
  do i = 1, n
    a(at(i)) = 1.0
  end do
  !$omp parallel do
  do i = 2, n
    a(i) = a(i - 1)
  end do
  !$omp parallel do
  do i = 1, n
    a(i) = 2.0
  end do
  !$omp parallel do ordered
  do i = 1, n
    a(at(i)) = 1.0
  end do
  !$omp simd
  do i = 1, n
    a(at(i)) = 1.0
  end do
  !$omp parallel
  !$omp do collapse(2)
  do j = 1, m
    do i = 1, n
      b(at(i), j) = outside(b(i, j))
    end do
  end do
  !$omp end parallel
  !$omp parallel do
  do j = 1, m
    do i = 1, n
      b(at(i), at(j)) = 1.0
    end do
  end do
  !$acc parallel
  !$acc loop gang
  do j = 1, m
    !$acc loop vector
    do i = 1, n
      b(at(i), at(j)) = 1.0
    end do
  end do
  !$acc end parallel
  !$acc kernels
  !$acc loop gang
  do j = 1, m
    !$acc loop vector independent
    do i = 1, n
      b(at(i), at(j)) = 1.0
    end do
  end do
  !$acc end kernels
  !$acc parallel loop seq
  do i = 1, n
    a(at(i)) = 1.0
  end do
  do concurrent (i = 1:n)
    a(at(i)) = 1.0
  end do
  do i = 1, n
    a(at(i)) = 1.0
  end do
end subroutine
