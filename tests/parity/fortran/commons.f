c     COMMON blocks and DATA.
      SUBROUTINE INITCB
      DOUBLE PRECISION RATIO
      INTEGER OK
      COMMON /BLOCK/ RATIO, OK
      RATIO = 1.0
      OK = 3
      END

      BLOCK DATA START
      COMMON /MYCOM/ MYTAB
      INTEGER MYTAB(3)
      DATA MYTAB/
     *   0, ! 1 and a remark
     *   4, ! 2
     *   0 /
      END

      SUBROUTINE TOUCH(N)
      INTEGER MYTAB(3), N
      COMMON /MYCOM/ MYTAB
      MYTAB(1) = N
      END
