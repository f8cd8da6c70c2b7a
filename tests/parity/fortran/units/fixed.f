      subroutine bar11(a)
cf2py intent(out) a
      integer a
      a = 11
      end

      SUBROUTINE TESTSUB(
     &    INPUT1, INPUT2,                                 !Input
     &    OUTPUT1, OUTPUT2)                               !Output
      IMPLICIT NONE
      INTEGER, INTENT(IN) :: INPUT1, INPUT2
      INTEGER, INTENT(OUT) :: OUTPUT1, OUTPUT2
      OUTPUT1 = INPUT1 + INPUT2
      OUTPUT2 = INPUT1 * INPUT2
      END SUBROUTINE TESTSUB

      SUBROUTINE EVENS(OUTPUT)
      IMPLICIT NONE
      INTEGER, PARAMETER :: N = 10 ! Array dimension
      REAL, INTENT(OUT) :: OUTPUT(N)
      INTEGER :: I
      DO I = 1, N
         OUTPUT(I) = I * 2.0
      END DO
      END

      SUBROUTINE QUOTES(OUT1, OUT2, OUT3, OUT4)
      CHARACTER SINGLE, DOUBLE, SEMICOL, EXCLA
      PARAMETER (SINGLE="'", DOUBLE='"', SEMICOL=';', EXCLA="!")
      CHARACTER OUT1, OUT2, OUT3, OUT4
Cf2py intent(out) OUT1, OUT2, OUT3, OUT4
      OUT1 = SINGLE
      OUT2 = DOUBLE
      OUT3 = SEMICOL
      OUT4 = EXCLA
      END

        subroutine addall(k)
          real(8), intent(inout) :: k(:)
          k=k+1
        endsubroutine

        subroutine addto(w,k)
          real(8), intent(in) :: w(:)
          real(8), intent(out) :: k(size(w))
          k=w+1
        endsubroutine
