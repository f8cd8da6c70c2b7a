! RUN: isotach parse --dump=tree %s
! A sign after another operator takes what that operator would take.
subroutine signed_operands(a, b, c)
  real :: a, b, c
  a = a*-b*c
  a = a/-b/c
  a = a**-b*c
  a = a**-b**c
  a = a - -b*c
  a = a == -b*c
end subroutine
