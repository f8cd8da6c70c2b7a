! Every role that a kind can have between Fortran and Python; numbers are chosen so that kinds show in them.
module roles
  implicit none
  real :: shared = 0.1
  real(4) :: shared4(2) = [0.1_4, 0.2_4]
  double precision :: wide = 0.1d0
  integer :: counter = 3
  integer(4) :: counter4 = 4
  logical :: switch = .true.
  real, parameter :: seventh = 1.0/7
  real(4), parameter :: third = 1.0_4/3
  integer, parameter :: of_comparison = kind(1 < 2), of_selected = selected_real_kind(6)
  type :: point
    real :: x
    real(8) :: y
    integer :: n
  end type
contains
  subroutine scalars(a, b, c, d, i, j, l, m)
    real, intent(in) :: a
    real(4), intent(out) :: b
    double precision, intent(out) :: c
    real(8), intent(out) :: d
    integer, intent(in) :: i
    integer(4), intent(out) :: j
    logical, intent(in) :: l
    logical(4), intent(out) :: m
    b = a/3
    c = a/3.0d0
    d = a/3.0_8
    j = 2*i
    m = .not. l
  end subroutine
  subroutine twice(x, y)
    real(4), intent(in) :: x(:)
    real(4), intent(out) :: y(size(x))
    y = 2*x
  end subroutine
  subroutine change(x, z, n)
    integer, intent(in) :: n
    double precision, intent(inout) :: x(n)
    complex, intent(out) :: z(n)
    x = x/3
    z = cmplx(x, 1.0)
  end subroutine
  real function half(x)
    real(4), intent(in) :: x
    half = x/7
  end function
  function many(n) result(r)
    integer, intent(in) :: n
    real :: r(n)
    integer :: i
    r = [(1.0/i, i=1, n)]
  end function
  function components(x) result(r)
    real, intent(in) :: x
    double precision :: r
    type(point) :: p(2)
    p = point(x/3, 0.1, 2)
    r = p(2)%x + p(2)%y + p(2)%n
  end function
  subroutine calls(f, x, r)
    interface
      real function f(x)
        real, intent(in) :: x
      end function
    end interface
    real, intent(in) :: x
    real, intent(out) :: r
    r = f(x/3) + 1
  end subroutine
end module
