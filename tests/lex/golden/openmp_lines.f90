! RUN: isotach parse --dump=tokens %s
! RUN: isotach parse --dump=tokens --openmp-lines %s
! RUN: isotach parse --dump=tiles --openmp-lines %s
!$ use omp_lib
n = 1
!$ n = omp_get_max_threads() + &
!$   & omp_get_num_procs()
!$omp barrier
!$
end
