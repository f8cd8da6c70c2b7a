! Procedures that do nothing, to measure what a call from Python costs.
module kernels
  implicit none
contains

  subroutine call0()
  end subroutine call0

  subroutine call3(a, b, c)
    real(8), intent(inout) :: a(8), b(8), c(8)
    a(1) = b(1) + c(1)
  end subroutine call3

  subroutine call10(a, b, c, d, e, f, g, h, p, q)
    real(8), intent(inout) :: a(8), b(8), c(8), d(8), e(8), f(8), g(8), h(8), p(8), q(8)
    a(1) = b(1) + c(1) + d(1) + e(1) + f(1) + g(1) + h(1) + p(1) + q(1)
  end subroutine call10

  subroutine call2d(ni, nk, a, b)
    integer, intent(in) :: ni, nk
    real(8), intent(in) :: a(ni, nk)
    real(8), intent(inout) :: b(ni, nk)
    b(1, 1) = a(ni, nk)
  end subroutine call2d

end module kernels
