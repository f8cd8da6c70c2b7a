! RUN: not isotach parse --strict %s
! One beginning in a #if group, two ENDs after it.
subroutine short(a, n)
  integer :: i, n
  real :: a(n)
#if W
  !$omp do schedule(dynamic)
#else
  !$omp do
#endif
  do i = 1, n
    a(i) = 1
  end do
  !$omp end do
  !$omp end do
end subroutine
