! What GCC 12 has not of OpenMP is refused by name; the rest is built.
! RUN: isotach build %s -m right --target openmp --emit-only out
! RUN: not isotach build %s -m wrong --target openmp --emit-only out -DWRONG
module regions
  implicit none
  real(8) :: scale = 2
  !$omp declare target to(scale)
#ifdef WRONG
  real(8) :: other = 2
  !$omp declare target enter(other)
  !$omp requires unified_shared_memory
#endif
contains
  subroutine double(n, x)
    integer, intent(in) :: n
    real(8), intent(inout) :: x(n)
    integer :: i
    !$ if (n < 0) stop 'compiled with OpenMP'
#ifdef WRONG
    !$omp target update to(present: x)
    !$omp target teams distribute parallel do map(present, tofrom: x) uses_allocators(omp_low_lat_mem_alloc)
#else
    !$omp target teams distribute parallel do map(tofrom: x)
#endif
    do i = 1, n
      x(i) = scale*x(i)
    end do
#ifdef WRONG
    !$omp tile sizes(4)
    do i = 1, n
      x(i) = scale*x(i)
    end do
    !$omp target device(ancestor: 1)
    x(1) = 1
    !$omp end target
#endif
  end subroutine
end module
