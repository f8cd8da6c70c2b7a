! RUN: isotach parse --dump=tree %s
! RUN: isotach parse --dump=tree -DFAST %s
subroutine conditionals(a, n)
  real :: a(n)
#ifdef FAST
  a = 1.0
#else
  a = 2.0
  a = a + 1.0
#endif
#if defined(FAST) && !defined(SLOW)
  do i = 1, n
#else
  do i = n, 1, -1
#endif
    a(i) = 0.0
  end do
  call work(a, &
#ifdef FAST
       1, &
#endif
       n)
#if 0
  this is prose, not Fortran
#endif
end subroutine
