! RUN: isotach parse --dump=tree %s
! The Thomas algorithm, with every operator of the language in what surrounds it.
module tridiagonal
  implicit none
  integer, parameter :: wp = selected_real_kind(13, 300)
contains
  pure subroutine solve(n, lower, diagonal, upper, right, x)
    integer, intent(in) :: n
    real(wp), intent(in) :: lower(n), diagonal(n), upper(n), right(n)
    real(wp), intent(out) :: x(n)
    real(wp) :: c(n), d(n), pivot
    integer :: k
    c(1) = upper(1) / diagonal(1)
    d(1) = right(1) / diagonal(1)
    do k = 2, n
      pivot = diagonal(k) - lower(k) * c(k - 1)
      c(k) = upper(k) / pivot
      d(k) = (right(k) - lower(k) * d(k - 1)) / pivot
    end do
    x(n) = d(n)
    do k = n - 1, 1, -1
      x(k) = d(k) - c(k) * x(k + 1)
    end do
  end subroutine solve

  logical function operators(a, b, i, p, q, s)
    real(wp), intent(in) :: a, b
    integer, intent(in) :: i
    logical, intent(in) :: p, q
    character(*), intent(in) :: s
    operators = -a**2 + b**i**2 * a / b - (+b) > a .and. .not. p .or. q .eqv. p .neqv. i /= 3
    operators = a < b .or. a <= b .or. a >= b .or. a == b .or. s // 'x' == 'y'
    operators = p .implies. .inverse. q
  end function operators
end module tridiagonal
