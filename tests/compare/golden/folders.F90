! RUN: mkdir a b && cp %s a/same.F90 && cp %s b/same.F90 && cp %s a/gone.f90 && cp %s b/new.f90 && isotach compare a b || echo code $?
! RUN: mkdir c && cp %s c/one.F90 && cp -r c d && isotach compare c d
! RUN: sed s/OTHER/FLAG/ %s > flag.F90 && not isotach compare %s flag.F90
! RUN: sed s/opaque/hidden/ %s > hidden.F90 && not isotach compare %s hidden.F90
! RUN: isotach compare %s %S || echo code $?
! RUN: isotach compare %s missing.f90 || echo code $?
subroutine s
#ifdef OTHER
  x = 1
#else
  x = 2
#endif
#ifdef OPAQUE
  ) opaque (
#endif
end subroutine
