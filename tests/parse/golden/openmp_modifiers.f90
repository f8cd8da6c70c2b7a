! RUN: isotach parse --dump=tree %s
! RUN: isotach parse --verify %s
subroutine modifiers(a, b, n)
  !$omp threadprivate(/common_block/, a)
  !$omp target map(always to: a) if (target data: n > 1)
  !$omp end target
  !$omp target map(always, close, from: b) depend(iterator(i = 1:n), in: a(i))
  !$omp end target
  !$omp parallel do schedule(monotonic: dynamic, 4) reduction(task, +: n) linear(ref(a): 2)
  do i = 1, n
    !$omp ordered depend(sink: i - 1)
  end do
  !$acc parallel loop gang(num: 4, static: *) device_type(nvidia) vector_length(128) wait(devnum: 1: queues: 2, 3)
  do i = 1, n
  end do
  !$omp metadirective when(device={kind(gpu)}: target teams) default(parallel do)
  !dir$ ivdep
  !gcc$ unroll 4
  !nec$ nofuse
  do i = 1, n
  end do
end subroutine
