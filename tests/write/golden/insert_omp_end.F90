! RUN: isotach write --insert-omp 9 --directive "parallel do schedule(static) private(j)" --end --diff %s
SUBROUTINE ADVECT(ZA, ZB, KLON, KLEV)
  INTEGER :: KLON, KLEV, JK
  REAL :: ZA(KLON, KLEV), ZB(KLON, KLEV)
#ifdef DEBUG
  PRINT *, 'advect'
#endif
  ZA = 0.0; &
    & LEVELS: DO JK = 1, KLEV
#ifdef UPWIND
    ZA(:, JK) = ZB(:, JK)
#else
    ZA(:, JK) = 2.0*ZB(:, JK)
#endif
  END DO LEVELS; ZB = ZA  ! one more step
END SUBROUTINE
