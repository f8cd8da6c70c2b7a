C     Lines that go on after column 72: -ffixed-line-length-none.
      SUBROUTINE TOTAL(A, N, T)
      INTEGER N
      DOUBLE PRECISION A(N)                                           , S, T
Cf2py intent(out) t
      S = 0
      DO 10 I = 1, N
   10 S = S + A(I)
      T = S
      END
