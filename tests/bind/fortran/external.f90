!> Old style.
subroutine daxpy0(n, a, x, y)
  integer :: n
  real(8) :: a
  real(8) :: x(n)
  real(8) :: y(n)
  y = y + a * x
end subroutine daxpy0

function dots(n, x) result(r)
  integer, intent(in) :: n
  real(8), intent(in) :: x(n)
  real(8) :: r(2*n)
  r(1:n) = x
  r(n+1:) = -x
end function dots

subroutine explicit(x, factor)
  real(8), intent(inout) :: x(:)
  real(8), intent(in), optional :: factor
  if (present(factor)) then
    x = factor
  else
    x = -1
  end if
end subroutine explicit
