!> Every type, as scalar and as array.
module kinds
  implicit none
contains

  subroutine scalar_i1(x, y, z)
    integer(1), intent(in) :: x
    integer(1), intent(out) :: y
    integer(1), intent(inout) :: z
    y = x + x
    z = y
  end subroutine scalar_i1
  function value_i1(x) result(y)
    integer(1), value :: x
    integer(1) :: y
    y = x
  end function value_i1
  subroutine array_i1(n, a, b, c)
    integer, intent(in) :: n
    integer(1), intent(in) :: a(n)
    integer(1), intent(out) :: b(n)
    integer(1), intent(inout) :: c(:)
    b = a + a
    c = b
  end subroutine array_i1

  subroutine scalar_i2(x, y, z)
    integer(2), intent(in) :: x
    integer(2), intent(out) :: y
    integer(2), intent(inout) :: z
    y = x + x
    z = y
  end subroutine scalar_i2
  function value_i2(x) result(y)
    integer(2), value :: x
    integer(2) :: y
    y = x
  end function value_i2
  subroutine array_i2(n, a, b, c)
    integer, intent(in) :: n
    integer(2), intent(in) :: a(n)
    integer(2), intent(out) :: b(n)
    integer(2), intent(inout) :: c(:)
    b = a + a
    c = b
  end subroutine array_i2

  subroutine scalar_i4(x, y, z)
    integer(4), intent(in) :: x
    integer(4), intent(out) :: y
    integer(4), intent(inout) :: z
    y = x + x
    z = y
  end subroutine scalar_i4
  function value_i4(x) result(y)
    integer(4), value :: x
    integer(4) :: y
    y = x
  end function value_i4
  subroutine array_i4(n, a, b, c)
    integer, intent(in) :: n
    integer(4), intent(in) :: a(n)
    integer(4), intent(out) :: b(n)
    integer(4), intent(inout) :: c(:)
    b = a + a
    c = b
  end subroutine array_i4

  subroutine scalar_i8(x, y, z)
    integer(8), intent(in) :: x
    integer(8), intent(out) :: y
    integer(8), intent(inout) :: z
    y = x + x
    z = y
  end subroutine scalar_i8
  function value_i8(x) result(y)
    integer(8), value :: x
    integer(8) :: y
    y = x
  end function value_i8
  subroutine array_i8(n, a, b, c)
    integer, intent(in) :: n
    integer(8), intent(in) :: a(n)
    integer(8), intent(out) :: b(n)
    integer(8), intent(inout) :: c(:)
    b = a + a
    c = b
  end subroutine array_i8

  subroutine scalar_r4(x, y, z)
    real(4), intent(in) :: x
    real(4), intent(out) :: y
    real(4), intent(inout) :: z
    y = x + x
    z = y
  end subroutine scalar_r4
  function value_r4(x) result(y)
    real(4), value :: x
    real(4) :: y
    y = x
  end function value_r4
  subroutine array_r4(n, a, b, c)
    integer, intent(in) :: n
    real(4), intent(in) :: a(n)
    real(4), intent(out) :: b(n)
    real(4), intent(inout) :: c(:)
    b = a + a
    c = b
  end subroutine array_r4

  subroutine scalar_r8(x, y, z)
    real(8), intent(in) :: x
    real(8), intent(out) :: y
    real(8), intent(inout) :: z
    y = x + x
    z = y
  end subroutine scalar_r8
  function value_r8(x) result(y)
    real(8), value :: x
    real(8) :: y
    y = x
  end function value_r8
  subroutine array_r8(n, a, b, c)
    integer, intent(in) :: n
    real(8), intent(in) :: a(n)
    real(8), intent(out) :: b(n)
    real(8), intent(inout) :: c(:)
    b = a + a
    c = b
  end subroutine array_r8

  subroutine scalar_c4(x, y, z)
    complex(4), intent(in) :: x
    complex(4), intent(out) :: y
    complex(4), intent(inout) :: z
    y = x + x
    z = y
  end subroutine scalar_c4
  function value_c4(x) result(y)
    complex(4), value :: x
    complex(4) :: y
    y = x
  end function value_c4
  subroutine array_c4(n, a, b, c)
    integer, intent(in) :: n
    complex(4), intent(in) :: a(n)
    complex(4), intent(out) :: b(n)
    complex(4), intent(inout) :: c(:)
    b = a + a
    c = b
  end subroutine array_c4

  subroutine scalar_c8(x, y, z)
    complex(8), intent(in) :: x
    complex(8), intent(out) :: y
    complex(8), intent(inout) :: z
    y = x + x
    z = y
  end subroutine scalar_c8
  function value_c8(x) result(y)
    complex(8), value :: x
    complex(8) :: y
    y = x
  end function value_c8
  subroutine array_c8(n, a, b, c)
    integer, intent(in) :: n
    complex(8), intent(in) :: a(n)
    complex(8), intent(out) :: b(n)
    complex(8), intent(inout) :: c(:)
    b = a + a
    c = b
  end subroutine array_c8

  subroutine scalar_l1(x, y, z)
    logical(1), intent(in) :: x
    logical(1), intent(out) :: y
    logical(1), intent(inout) :: z
    y = .not. x
    z = y
  end subroutine scalar_l1
  function value_l1(x) result(y)
    logical(1), value :: x
    logical(1) :: y
    y = x
  end function value_l1
  subroutine array_l1(n, a, b, c)
    integer, intent(in) :: n
    logical(1), intent(in) :: a(n)
    logical(1), intent(out) :: b(n)
    logical(1), intent(inout) :: c(:)
    b = .not. a
    c = b
  end subroutine array_l1

  subroutine scalar_l2(x, y, z)
    logical(2), intent(in) :: x
    logical(2), intent(out) :: y
    logical(2), intent(inout) :: z
    y = .not. x
    z = y
  end subroutine scalar_l2
  function value_l2(x) result(y)
    logical(2), value :: x
    logical(2) :: y
    y = x
  end function value_l2
  subroutine array_l2(n, a, b, c)
    integer, intent(in) :: n
    logical(2), intent(in) :: a(n)
    logical(2), intent(out) :: b(n)
    logical(2), intent(inout) :: c(:)
    b = .not. a
    c = b
  end subroutine array_l2

  subroutine scalar_l4(x, y, z)
    logical(4), intent(in) :: x
    logical(4), intent(out) :: y
    logical(4), intent(inout) :: z
    y = .not. x
    z = y
  end subroutine scalar_l4
  function value_l4(x) result(y)
    logical(4), value :: x
    logical(4) :: y
    y = x
  end function value_l4
  subroutine array_l4(n, a, b, c)
    integer, intent(in) :: n
    logical(4), intent(in) :: a(n)
    logical(4), intent(out) :: b(n)
    logical(4), intent(inout) :: c(:)
    b = .not. a
    c = b
  end subroutine array_l4

  subroutine scalar_l8(x, y, z)
    logical(8), intent(in) :: x
    logical(8), intent(out) :: y
    logical(8), intent(inout) :: z
    y = .not. x
    z = y
  end subroutine scalar_l8
  function value_l8(x) result(y)
    logical(8), value :: x
    logical(8) :: y
    y = x
  end function value_l8
  subroutine array_l8(n, a, b, c)
    integer, intent(in) :: n
    logical(8), intent(in) :: a(n)
    logical(8), intent(out) :: b(n)
    logical(8), intent(inout) :: c(:)
    b = .not. a
    c = b
  end subroutine array_l8
end module kinds
