      subroutine addone(n, x)
      integer n
      double precision x(n)
      integer i
      do 10 i = 1, n
        x(i) = x(i) + 1
 10   continue
      end

      subroutine subrout(a, b, c)
      integer a, b, c
      c = a + b
      end

      function funcn(a, b)
      integer a, b, funcn
      funcn = a * b
      end

      subroutine weights(m, n, a, w)
      integer m, n
      double precision a(m, n), w(n)
      integer i
      do 20 i = 1, n
        w(i) = sum(a(:, i))
 20   continue
      end

      function twice(x)
      real x, twice
      twice = 2 * x
      end

      subroutine tail(code, number)
      character*4 code
      integer number
      number = ichar(code(4:4))
      end
