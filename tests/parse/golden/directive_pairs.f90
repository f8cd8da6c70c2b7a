! RUN: not isotach parse --strict %s
subroutine pairs(a, n)
  integer :: n, i
  real :: a(n)
  !$omp parallel
  do i = 1, n
    a(i) = 0
  end do
  if (n > 1) then
    !$acc end data
  end if
end subroutine

! Nothing of this is wrong: END may be left out behind a loop and a BLOCK construct, and families interleave.
subroutine fine(a, n)
  integer :: n, i
  real :: a(n)
  !$omp parallel do
  do i = 1, n
  end do
  !$omp end parallel do
  !$omp parallel
  block
    a = 1
  end block
  !$acc data copy(a)
  !$omp target
  !$acc end data
  !$omp end target
#ifdef WITH_OPENMP
  !$omp parallel
#endif
  a = 2
#ifdef WITH_OPENMP
  !$omp end parallel
#endif
  !$omp atomic capture
  i = n
  n = n + 1
  !$omp end atomic
end subroutine
