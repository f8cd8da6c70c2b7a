C RUN: not isotach write --insert-acc 5 --directive loop --end %s
      SUBROUTINE ZERO(A, N)
      REAL A(N,N)
      DO 10 I = 1, N
      DO 10 J = 1, N
   10 A(J,I) = 0.0
      END
