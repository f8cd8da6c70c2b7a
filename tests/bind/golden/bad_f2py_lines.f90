! RUN: not isotach build %s -m bad --emit-only out
subroutine s(n, x, y)
  integer :: n
  real(8) :: x(n), y
  !f2py intent(inside) n
  !f2py intent(inplace) x
  !f2py integer, optional :: n = length(x)
  !f2py check(x[0] > 1) y
  !f2py integer, check(n > 0 :: n
  !f2py intent(in) z
  !f2py real(8), depend(n) :: n = 3
  !f2py check(n >) n
end subroutine
