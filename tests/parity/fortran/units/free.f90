module settings
  implicit none
  integer, parameter :: wp = selected_real_kind(15), ii = selected_int_kind(9)
  integer, parameter :: n_max = 16, i_max = 18
  real(8), parameter :: ratio = 0.5d0
  integer, parameter :: table(3) = (/ 2, 10, 20 /)
  integer :: i, x(4)
  data x / 1, 2, 3, 4 /
  real(8), dimension(2, 3) :: a = 0
  real(8) :: shift = 0
  complex(8), target :: phase = (1.d0, -2.d0)
  real, dimension(2) :: z
  logical :: flag = .true.
  character(len=8) :: text = 'abc'
  data i / 2 /
  data z / 3.5, 7.0 /
contains
  subroutine set_shift(value)
    real(8), intent(in) :: value
    shift = value
  end subroutine

  subroutine bump_a()
    a(1, 2) = a(1, 2) + 3
  end subroutine

  subroutine bar13(b)
    !f2py intent(out) b
    integer b
    b = 13
  end subroutine
end module

module chained
  use settings, only: shift
  implicit none
  private
  public :: seen, total
  integer :: secret = 5
contains
  function seen() result(value)
    real(8) :: value
    value = shift
  end function

  integer function total(a, b) result(res)
    integer, intent(in) :: a, b
    res = inner(a) + b
  end function

  integer function inner(a)
    integer, intent(in) :: a
    inner = a + secret
  end function
end module

module interoperable
  use iso_c_binding, only: c_double, c_int, c_int64_t
  implicit none
contains
  subroutine c_add(a, b, c) bind(c, name="c_add_numbers")
    real(c_double), intent(in) :: a, b
    real(c_double), intent(out) :: c
    c = a + b
  end subroutine

  function wat(x, y) result(z) bind(c)
    integer(c_int), intent(in) :: x, y
    integer(c_int) :: z
    z = x + 7 * y
  end function

  subroutine add_arr(a, b, c)
    integer(c_int64_t), intent(in) :: a(3), b(3)
    integer(c_int64_t), intent(out) :: c(3)
    c = a + b
  end subroutine

  subroutine squared(x, y)
    integer, intent(in), value :: x
    integer, intent(out) :: y
    y = x * x
  end subroutine
end module

module operations
  abstract interface
    subroutine op(x, y, z)
      integer, intent(in) :: x, y
      integer, intent(out) :: z
    end subroutine
  end interface
contains
  subroutine plus(x, y, z)
    integer, intent(in) :: x, y
    integer, intent(out) :: z
    z = x + y
  end subroutine

  subroutine by_pointer(x, y, r)
    integer, intent(in) :: x, y
    integer, intent(out) :: r
    procedure(op), pointer :: p
    p => plus
    call p(x, y, r)
  end subroutine
end module

subroutine continued(input1, & ! first
! in between
input2, output1, output2) ! last
  integer, intent(in) :: input1, input2
  integer, intent(out) :: output1, output2
  output1 = input1 + &
            input2
  output2 = input1 * input2
end subroutine

subroutine constants(x)
  implicit none
  integer, parameter :: ii = selected_int_kind(9)
  integer(ii), intent(inout) :: x
  dimension x(3)
  integer(ii), parameter :: three = 3_ii, two = 2_ii
  integer(ii), parameter :: six = three * 1_ii * two
  x(1) = x(1) + x(2) + x(3) * six
end subroutine

subroutine any_index(x, y)
  implicit none
  integer, parameter, dimension(-1:1) :: sizes = (/ 6, 3, 1 /)
  integer, parameter, dimension(2) :: nested = (/ 2, 0 /)
  real(8), intent(in) :: x(sizes(-1))
  real(8), intent(out) :: y(nested(1), sizes(nested(2)))
  y = reshape(x, (/ nested(1), sizes(nested(2)) /))
end subroutine

subroutine semicolons(a); integer, intent(inout) :: a(1); a = a + 1; end subroutine

integer function product_of(a, b) result(res)
  integer, intent(in) :: a, b
  res = a * b
end function
