! RUN: isotach parse --strict --verify %s
! RUN: isotach parse --strict -DW %s
! RUN: isotach parse --strict -DW -DV %s
! Directives whose beginning lies in a #if group and whose END after it, one after the other in one region.
subroutine alternatives(a, n)
  integer :: i, n
  real :: a(n)
  !$omp parallel
#if W
  !$omp do private(i) schedule(dynamic)
#else
  !$omp do private(i)
#endif
  do i = 1, n
    a(i) = 1
  end do
  !$omp end do
#if W
#  if V
  !$omp do private(i) schedule(dynamic)
#  else
  !$omp do private(i) schedule(static)
#  endif
#else
  !$omp do private(i)
#endif
  do i = 1, n
    a(i) = 1
  end do
  !$omp end do
  !$omp end parallel
  ! complete in its group: no END is needed
#ifdef W
  !$omp parallel do
  do i = 1, n
    a(i) = 1
  end do
#else
  a = 1
#endif
  ! one group around the beginning, one around the END: right before as well
#ifdef W
  !$omp parallel
#endif
  a = 2
#ifdef W
  !$omp end parallel
#endif
end subroutine
