! RUN: isotach parse --dump=tokens -DPREFIX=solver %s
#define WP 8
#define SQUARE(x) ((x)*(x))
#define NOTHING
subroutine PREFIX&
  &_run(a)
  real(WP) :: a
  a = SQUARE(a + 1.0_WP) NOTHING
  print *, 'WP stays in a string'   ! WP stays in a comment
#undef WP
  WP = 1
end subroutine
