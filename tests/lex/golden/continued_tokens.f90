! RUN: isotach parse --dump=tree %s
! Which tokens go on behind `&` at the end of a line and `&` at the beginning of the next.
subroutine continued
  real :: ab, x(2) = (/2.5, 1.5&
    &/), y = 1.0e&
    &+5, z = 1.0e+&
    &5
  character(3) :: text = 'a'&
    &'b'
  data ab /2&
    &/
  x(1) = ab*&
    &*2 + a&
    &b - 1&
    &.5
  text = text/&
    &/text
end subroutine
