subroutine ends(x)
  real :: x
  include 'end.inc'
