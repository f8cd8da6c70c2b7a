! RUN: not isotach parse --strict %s
subroutine wrong_forms(a, b, n)
  integer :: n, i
  real :: a(n), b(n)
  !$omp parallel num_threads
  !$omp end parallel
  !$omp parallel nowait(1)
  !$omp end parallel
  !$omp parallel do collapse(1, 2)
  do i = 1, n
  end do
  !$omp parallel private(a b)
  !$omp end parallel
  !$omp parallel private(3)
  !$omp end parallel
  !$omp parallel reduction(a)
  !$omp end parallel
  !$omp parallel private(a: b)
  !$omp end parallel
  !$omp task private(a),
  !$omp end task
  !$omp barrier(a)
  !$omp depobj
  !$omp do
  do i = 1, n
  end do
  !$omp end do nowait foo
  !$acc parallel async()
  !$acc end parallel loop
  !$acc wait(*)
  !$acc parallel kernels
  !$acc end kernels
end subroutine
