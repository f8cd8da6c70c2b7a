      subroutine broken(n, x)
      integer n
      real*8 x(n
      end
      subroutine good(n, x)
      integer n
      real*8 x(n)
      end
