! Modules that use each other, with data statements, comments and constants.
module limits
  implicit none
  integer, parameter :: max_value = 100
  integer :: maximum = 1009
end module limits

module first
  use limits, only: max_value
  implicit none
  integer :: counted = 3
  real(8), dimension(2, 2) :: held
contains
  subroutine doubled(a, b)
    integer, intent(in) :: a
    integer, intent(out) :: b
    b = 2 * a + counted
  end subroutine doubled
end module first

module boxes
  implicit none
  type secret
    integer :: inside
  end type secret
end module boxes

integer function uses_a_type(n) result(total)
  use boxes
  integer, intent(in) :: n
  type(secret) :: local
  local%inside = n
  total = local%inside + 200
end function uses_a_type

module second
  use first, renamed => counted
  implicit none
contains
  function sum_and_double(a, b) result(c)
    integer, intent(in) :: a, b
    integer :: c
    call doubled(a + b, c)
    c = c - renamed
  end function sum_and_double
end module second

module data_statements
  implicit none
  integer :: i, j
  real :: x, y
  real, dimension(2) :: z
  real(8) :: pi
  complex(8), target :: index_one, index_two
  complex(8), dimension(2) :: pairs
  real(8), dimension(3) :: row = (/ 1d0, 2d0, 3d0 /)
  data i, j / 2, 3 /
  data x, y / 1.5, 2.0 /
  data pi / 3.1415926535897932384626433832795028841971693993751058209749445923078164062d0 /
  data z / 3.5, 7.0 /
  data index_one / (13.0d0, 21.0d0) /
  data index_two / (-30.0d0, 43.0d0) /
  data pairs / (1.0d0, 2.0d0), (-3.0d0, 4.0d0) /
end module data_statements

subroutine uses_limits(n)
  use limits
  integer, intent(inout) :: n
  !f2py intent(in,out) n
  n = n + maximum
end subroutine uses_limits

subroutine &
  continued_twice(a, &
    b, & ! a remark

    c)
  integer, intent(in) :: a, &
    & b
  integer, intent(out) :: c
  c = a &
    + b
end subroutine continued_twice

subroutine Mixed_Case(Value, OUT_value)
  INTEGER, Intent(In) :: Value
  integer, intent(OUT) :: out_VALUE
  out_value = value + 1
end subroutine
