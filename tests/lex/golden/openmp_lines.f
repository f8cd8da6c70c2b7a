! RUN: isotach parse --dump=tokens %s
! RUN: isotach parse --dump=tokens --openmp-lines %s
      N = 1
!$    N = OMP_GET_MAX_THREADS() +
!$   &    1
c$ 10 CONTINUE
*$omp barrier
      SYNC ALL
      STOP 1, QUIET = .FALSE.
      END
