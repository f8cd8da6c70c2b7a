! RUN: not isotach parse --strict %s
subroutine wrong_words(a, b, n)
  integer :: n, i
  real :: a(n), b(n)
  !$omp target defaultmap(bar)
  !$omp end target
  !$omp target map(alway, to: a) defaultmap(to: scalars)
  !$omp end target
  !$omp parallel do schedule(statik, 4)
  do i = 1, n
  end do
  !$omp parallel default(privat)
  !$omp end parallel
  !$omp flush relaxd
  !$omp parallel do colapse(2)
  do i = 1, n
  end do
  !$omp parallel copyout(a)
  !$omp end parallel
  !$acc parallel loop vector_lenght(128)
  do i = 1, n
  end do
  !$omp paralel do
  !$omp cancel
  !$omp target enter
  !$omp end barrier
  !$acc kernel
end subroutine
