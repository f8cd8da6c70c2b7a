module values
  integer :: level = 3
  real(8) :: hidden = 1
contains
  subroutine spread_out(x, n, y)
    integer, intent(in) :: n
    real(8), intent(in) :: x
    real(8), intent(out) :: y(n)
    y = x
  end subroutine

  subroutine unlisted()
  end subroutine
end module
