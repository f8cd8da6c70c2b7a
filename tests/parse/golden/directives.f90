! RUN: isotach parse --dump=tree %s
subroutine directives(a, b, n)
  real :: a(n), b(n), s
!$acc routine(work) seq
!$omp declare reduction(mine : real : omp_out = omp_out + omp_in) initializer(omp_priv = 0)
!$acc data copyin(a(1:n), b) copyout(b) if(n > 10)
!$acc parallel loop gang vector_length(128) collapse(2) reduction(+:s, t) &
!$acc& private(i) async(1) default(present)
  do i = 1, n
  end do
!$acc end parallel loop
!$acc end data
!$acc enter data create(a) async
!$acc update host(a(2:3)) wait(1)
!$omp parallel do simd schedule(dynamic, 4) reduction(max:s) map(tofrom: a) firstprivate(/blk/)
  do i = 1, n
  end do
!$omp end parallel do simd
!$omp target teams distribute parallel do collapse(2) depend(in: a(1), b)
!dir$ ivdep
!$omp do ordered
!$omp critical (name)
!$omp end critical (name)
!$acc loop gang(static:4) vector
end subroutine
