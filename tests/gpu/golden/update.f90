! Directives that GCC gets wrong are said differently in the copy, or refused at their line.
! RUN: isotach build %s -m right --target openacc --emit-only out -v
! RUN: not isotach build %s -m wrong --target openacc --emit-only out -DWRONG
module constants
  implicit none
  real(8) :: dt = 60, levels(20) = 1
  !$acc declare create(dt, levels)
contains
  subroutine send(x)
    real(8), intent(inout) :: x(20, 20)
#ifdef WRONG
    !$acc update device(dt, x(1:3, 2))
#else
    !$acc update device(dt)
    !$acc update device(levels, x)
#endif
  end subroutine
end module
