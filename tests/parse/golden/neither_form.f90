! RUN: not isotach parse %s
c     fixed form, with an error of its own
      subroutine fixed(x, n)
      integer n
      real x(n)
      x(1) =
     1   2.0
      x(1) = = 2
      x(2) =
     1   2.0
      x(3) =
     1   2.0
      end
