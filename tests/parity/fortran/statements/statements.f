      subroutine scale(n, a, factor)
      integer n
      double precision a(n), factor
      a = a * factor
      end

      double precision function total(n, a)
      integer n
      double precision a(n)
      total = sum(a)
      end

      complex*16 function turned(z)
      complex*16 z
      turned = (0d0, 1d0) * z
      end

      subroutine fill(c, text, n)
      character c
      character*(*) text
      integer n
      n = len(text)
      text = repeat(c, n)
      end

      subroutine counted(n, seen)
      integer n, seen
      seen = n
      end
