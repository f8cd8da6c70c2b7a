! RUN: not isotach parse %s
! RUN: not isotach parse --json %s | grep stated
subroutine generated(x)
#line 40 "solver.fypp"
  real :: x

  x = (1
# 7 "other.fypp" 2
  x = 1)
#line 100
  x = )
end subroutine
