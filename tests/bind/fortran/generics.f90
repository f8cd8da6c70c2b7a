!> Procedures behind one name.
module generics
  implicit none
  private
  public :: scale, scale_r8, pick, size_of, tied, tied_a, tied_b
  interface scale
    module procedure scale_r4, scale_r8, scale_r8_2d, scale_i4
  end interface scale
  interface pick
    module procedure pick, pick_text
  end interface pick
  interface size_of
    module procedure size_of_i4, size_of_i8, size_of_r4, size_of_r8, size_of_c8, size_of_l4
  end interface size_of
  interface tied
    module procedure tied_a, tied_b
  end interface tied
  interface operator(.plus.)
    module procedure plus
  end interface operator(.plus.)
contains
  subroutine scale_r4(n, a)
    integer, intent(in) :: n
    real(4), intent(inout) :: a(n)
    a = 2 * a
  end subroutine scale_r4
  subroutine scale_r8(n, a)
    integer, intent(in) :: n
    real(8), intent(inout) :: a(n)
    a = 3 * a
  end subroutine scale_r8
  subroutine scale_r8_2d(a)
    real(8), intent(inout) :: a(:, :)
    a = 4 * a
  end subroutine scale_r8_2d
  subroutine scale_i4(n, a)
    integer, intent(in) :: n
    integer, intent(inout) :: a(n)
    a = 5 * a
  end subroutine scale_i4
  function pick(i) result(r)
    integer, intent(in) :: i
    integer :: r
    r = -i
  end function pick
  function pick_text(s, again) result(r)
    character(len=*), intent(in) :: s
    integer, intent(in), optional :: again
    integer :: r
    r = len(s)
    if (present(again)) r = r * again
  end function pick_text
  integer function size_of_i4(x)
    integer(4), intent(in) :: x
    size_of_i4 = kind(x)
  end function size_of_i4
  integer function size_of_i8(x)
    integer(8), intent(in) :: x
    size_of_i8 = kind(x)
  end function size_of_i8
  integer function size_of_r4(x)
    real(4), intent(in) :: x
    size_of_r4 = 10 * kind(x)
  end function size_of_r4
  integer function size_of_r8(x)
    real(8), intent(in) :: x
    size_of_r8 = 10 * kind(x)
  end function size_of_r8
  integer function size_of_c8(x)
    complex(8), intent(in) :: x
    size_of_c8 = 100 * kind(x)
  end function size_of_c8
  integer function size_of_l4(x)
    logical, intent(in) :: x
    size_of_l4 = 1000 * kind(x)
  end function size_of_l4
  subroutine tied_a(x, y)
    real(8), intent(in) :: x
    real(8), intent(out) :: y
    y = x
  end subroutine tied_a
  subroutine tied_b(x, y)
    real(8), intent(in) :: x
    integer, intent(out) :: y
    y = int(x)
  end subroutine tied_b
  function plus(a, b) result(c)
    real(8), intent(in) :: a
    character(len=*), intent(in) :: b
    real(8) :: c
    c = a + len(b)
  end function plus
end module generics
