! External procedures, implicit types and COMMON: the shim has to declare what it does not see compiled.
subroutine fill(n, x, total)
  integer n
  real(4) x(max(n, 1))
  common /block/ c, k, d
  double precision d
  intent(in) :: n
  intent(out) :: x, total
  c = 0.1
  k = n
  d = 0.1d0
  x = c/3
  total = sum(x)
end subroutine
double precision function ratio(a, i)
  ratio = a/i
end function
