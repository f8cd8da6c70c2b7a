! RUN: not isotach parse %s
subroutine bad
#endif
#if 1 +
  call a
#endif
  x = 'never closed
#ifdef LOST
  call b
end subroutine
x = 1 + &
