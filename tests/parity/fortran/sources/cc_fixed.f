C     Fixed form: comments of every mark, data with factors, block data.
      block data filled
      implicit double precision (a-h,o-z)
      common /factors/ ivar1, ivar2, ivar3, ivar4, evar5
      data ivar1, ivar2, ivar3, ivar4, evar5 /2*3,2*2,0.0d0/
      end

      block data noted
      common /table/ mytab
      integer mytab(3)
      data mytab /
*     a remark
     1 0,
c     another one
     2 4,
     3 0/
      end

      SUBROUTINE COMMENTS(ENAMES, N, B)
*     ------------------------------
C     a comment
      INTEGER N
cf2py intent(out) b
      INTEGER B
      INTEGER ENAMES(N)
      B = 8
     1  + ENAMES(1)
      END

      integer function twofold(n)
      integer n
      twofold = 2 * n
      end

      subroutine implicit_types(x, n, result)
      implicit real*8 (r, x)
Cf2py intent(out) result
      result = x ** n
      end
