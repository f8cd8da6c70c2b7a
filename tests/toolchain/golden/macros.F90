! What the options and the environment define, the reader of the interface sees as the compiler does.
! RUN: isotach build %s -m granule --emit-only %T/a && grep "def " %T/a/granule.pyi
! RUN: isotach build %s -m granule --emit-only %T/b --fflags="-DWITH_ICE -D LEVELS=3" && grep "def " %T/b/granule.pyi
! RUN: CPPFLAGS=-DWITH_ICE isotach build %s -m granule --emit-only %T/c && grep "def " %T/c/granule.pyi
! RUN: isotach build %s -m granule --emit-only %T/d --target openacc && grep "def " %T/d/granule.pyi
! RUN: FFLAGS=-DWITH_ICE isotach build %s -m granule --emit-only %T/e -UWITH_ICE && grep "def " %T/e/granule.pyi
#ifdef __GFORTRAN__
subroutine warm(t)
  real(8), intent(inout) :: t
  t = t + 1
end subroutine
#endif
#ifdef WITH_ICE
subroutine freeze(t)
  real(8), intent(inout) :: t
  t = min(t, 273.15d0)
end subroutine
#endif
#if LEVELS == 3
subroutine three(t)
  real(8), intent(inout) :: t(3)
  t = 0
end subroutine
#endif
#ifdef _OPENACC
subroutine on_the_gpu(t)
  real(8), intent(inout) :: t
  t = t + 2
end subroutine
#endif
