! Gauss-Legendre points and weights: exact for polynomials of degree 2n - 1.
module quadrature_rule_gaussian_mod
  use constants_mod, only: i_def, r_def, pi
  use quadrature_rule_mod, only: quadrature_rule_type
  implicit none
  private

  type, extends(quadrature_rule_type), public :: quadrature_rule_gaussian_type
  contains
    procedure :: quadrature_rule
  end type quadrature_rule_gaussian_type

contains

  function quadrature_rule(self, nqp_1d)
    class(quadrature_rule_gaussian_type) :: self
    integer(i_def), intent(in) :: nqp_1d
    real(r_def) :: quadrature_rule(nqp_1d, 2)
    real(r_def) :: x, value, slope
    integer(i_def) :: i, iteration

    do i = 1, nqp_1d
      ! Newton's method from the usual estimate of the i-th root; six steps reach the last bit from there.
      x = -cos(pi*(i - 0.25_r_def)/(nqp_1d + 0.5_r_def))
      do iteration = 1, 6
        call legendre(nqp_1d, x, value, slope)
        x = x - value/slope
      end do
      call legendre(nqp_1d, x, value, slope)
      quadrature_rule(i, 1) = 0.5_r_def*(1.0_r_def + x)
      quadrature_rule(i, 2) = 1.0_r_def/((1.0_r_def - x*x)*slope*slope)
    end do
    if (.false.) print *, same_type_as(self, self)
  end function quadrature_rule

  ! The Legendre polynomial of degree n at x and its slope, by its three-term recurrence.
  pure subroutine legendre(n, x, value, slope)
    integer(i_def), intent(in) :: n
    real(r_def), intent(in) :: x
    real(r_def), intent(out) :: value, slope
    real(r_def) :: before, next
    integer(i_def) :: k
    before = 1.0_r_def
    value = x
    do k = 2, n
      next = ((2*k - 1)*x*value - (k - 1)*before)/k
      before = value
      value = next
    end do
    slope = n*(x*value - before)/(x*x - 1.0_r_def)
  end subroutine legendre
end module quadrature_rule_gaussian_mod
