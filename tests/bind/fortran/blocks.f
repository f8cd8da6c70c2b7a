      subroutine setall(k)
      integer k
      real*8 x, y
      common /data/ x, y(2, 3), n
      common /text/ word, words
      character*4 word, words(2)
      common // blank(3)
      logical flag
      common /data/ flag
      x = k
      y = 2 * k
      n = 3 * k
      flag = k .gt. 0
      word = 'ab'
      words(1) = 'cd'
      words(2) = 'ef'
      blank(1) = 1.5
      end

      double precision function total(j)
      real*8 a, b
      common /data/ a, b(6), n
      total = a + sum(b) + n + j
      end

      block data initial
      common /fixed/ k(0:2), r
      data k /1, 2, 3/, r /2.5/
      end

      subroutine sized(m)
      parameter (nmax = 2)
      common /limit/ z(nmax, 2*nmax)
      z = m
      end
