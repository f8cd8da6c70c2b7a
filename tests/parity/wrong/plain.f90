! What numpy.f2py gets wrong without any option: docs/from-f2py.md has the calls.
subroutine total(x, n, y)
  use iso_fortran_env, only: wp => real64
  integer, intent(in) :: n
  real(wp), intent(in) :: x(*)
  real(8), intent(out) :: y
  y = sum(x(1:n))
end subroutine
module plain
  implicit none
contains
  integer function given(n)
    integer, intent(in), optional :: n
    given = -1
    if (present(n)) given = n
  end function
  integer function whole(n)
    integer, intent(in) :: n
    whole = n
  end function
  integer function small(n)
    integer(1), intent(in) :: n
    small = n
  end function
  real function single(x)
    real, intent(in) :: x
    single = x
  end function
  real(8) function wide(x)
    real(8), intent(in) :: x
    wide = x
  end function
  subroutine leave(k)
    integer, intent(in) :: k
    if (k > 3) stop 5
  end subroutine
end module
