MODULE Solver
  USE constants
  USE ISO_C_BINDING, ONLY : c_double, &
    c_int
  IMPLICIT NONE
CONTAINS
  SUBROUTINE sweep(a, n)
    REAL(8) TMP
    INTEGER I
    REAL(8), INTENT(INOUT) :: a(n)
    REAL(8) total
    INTEGER, INTENT(IN) :: n
    TOTAL = 0.0D0
!$ACC PARALLEL LOOP &
!$ACC&  PRIVATE(TMP) COPY(A)
    DO i = 1, n
      tmp = a(i) * 2 ! twice
      IF (tmp .GE. &
          1.0D0 .AND. i /= n) A(i) = tmp; total = total + a(i)
    ENDDO
    PRINT *, "total: ", total
  END
END
