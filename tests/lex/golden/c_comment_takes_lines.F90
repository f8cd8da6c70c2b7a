! RUN: isotach parse %s
subroutine takes
  a = 1 ! see src/*.f90
  a = 2 ! and lib/*/x.f90
end subroutine
