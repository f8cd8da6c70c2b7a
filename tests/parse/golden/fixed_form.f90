! RUN: isotach parse --dump=tree %s
c     by its name it is of free form
      subroutine fixed(x, n)
      integer n
      real x(n)
      x(1) =
     1   2.0
      end
