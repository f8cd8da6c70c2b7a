! An error in the code that Isotach writes is Isotach's fault; one of the user's own is theirs and comes alone.
! RUN: not isotach build %s -m shimless --compiler %S/inputs/gfortran_without_shims
! RUN: not isotach build %s -m shimless --compiler %S/inputs/gfortran_without_shims -DWRONG
subroutine warm(t)
  real(8), intent(inout) :: t
#ifdef WRONG
  t = t + t%degrees
#else
  t = t + 1
#endif
end subroutine
