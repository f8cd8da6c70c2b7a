! RUN: isotach parse --dump=tree %s
! RUN: not isotach parse -D_OPENMP %s
! RUN: not isotach parse -D_OPENMP "-DMY_SCHEDULE=schedule(static)" "-DMY_LOOP=parallel do" -DNOTHING= %s
! Macros that stand for clauses: comments where OpenMP is not read, warnings where they are not defined.
subroutine macro_clauses
  !$omp do private(i) MY_SCHEDULE
  do i = 1, 2
  end do
  !$omp end do
  !$omp MY_LOOP private(i) NOTHING
  do i = 1, 2
  end do
#ifdef _OPENMP
  !$omp do privat(i)
  do i = 1, 2
  end do
  !$omp do mine(i)
  do i = 1, 2
  end do
#endif
end subroutine
