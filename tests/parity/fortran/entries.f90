subroutine first(n, a)
  integer, intent(in) :: n
  real(8), intent(inout) :: a(n)
  real(8), intent(in) :: factor
  real(8), intent(out) :: total
  a = a + 1
  return
entry second(n, a, factor)
  a = a * factor
  return
entry third(a, n, total)
  total = sum(a)
end subroutine

function twice(x)
  real(8), intent(in) :: x
  real(8) :: twice, thrice
  twice = 2 * x
  return
entry thrice(x)
  thrice = 3 * x
end function
