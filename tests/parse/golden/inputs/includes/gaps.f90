subroutine gaps(x)
  include 'missing.inc'
  include 'gaps.f90'
  include 'outer.inc'
  real :: x
end subroutine gaps
