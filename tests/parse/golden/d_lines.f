c RUN: isotach parse --d-lines --dump=tiles %s
c RUN: isotach parse --d-lines --verify --dump=tree %s
c RUN: isotach parse --dump=tree %s
      subroutine check(x)
      real x
D     print *, x,
d    &  2*x
D10   x = 1
      end
