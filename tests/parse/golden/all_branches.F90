! RUN: not isotach parse --all-branches %s
! RUN: isotach parse %s
! Errors stand in branches that only some view shows; one branch contradicts itself.
subroutine s
#ifdef A
  x = = 1
#elif defined(B) && defined(C)
  do i = 1, 3
  end do
#ifdef D
  y = * 2
#endif
#else
  z = 3
#ifdef A
  never = taken(
#endif
#endif
end subroutine
