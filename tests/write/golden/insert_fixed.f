C RUN: isotach write --insert-acc 7 --directive "parallel loop gang vector collapse(2) copyin(ph(1:nlon, 1:nlev), pt) copyout(pq)" --diff %s
      SUBROUTINE QSAT(PT, PQ, PH, NLON, NLEV)
      INTEGER NLON, NLEV
      REAL PT(NLON,NLEV), PQ(NLON,NLEV), PH(NLON,NLEV)
C     One directive of several lines, in the case of the file
C
      DO 10 JK = 1, NLEV
      DO 10 JL = 1, NLON
   10 PQ(JL,JK) = 0.622*PT(JL,JK)/
     &             PH(JL,JK)
      END
