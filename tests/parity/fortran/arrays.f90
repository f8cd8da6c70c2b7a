! Arrays of every intent, type and shape.
subroutine row_sums(x, n, m, total)
  integer, intent(in) :: n, m
  integer, intent(in) :: x(n, m)
  integer, intent(out) :: total(n)
  total = sum(x, 2)
end subroutine

subroutine turned(x, n, m, y)
  integer, intent(in) :: n, m
  real(8), intent(in) :: x(n, m)
  real(8), intent(out) :: y(m, n)
  y = transpose(x)
end subroutine

subroutine flat(x, n, m, y)
  integer, intent(in) :: n, m
  real(8), intent(in) :: x(n, m)
  real(8), intent(out) :: y(n * m)
  y = reshape(x, [n * m])
end subroutine

subroutine double_i1(x, n)
  integer, intent(in) :: n
  integer(1), intent(inout) :: x(n)
  x = x * 2_1
end subroutine

subroutine double_i2(x, n)
  integer, intent(in) :: n
  integer(2), intent(inout) :: x(n)
  x = x * 2_2
end subroutine

subroutine double_i4(x, n)
  integer, intent(in) :: n
  integer(4), intent(inout) :: x(n)
  x = x * 2
end subroutine

subroutine double_i8(x, n)
  integer, intent(in) :: n
  integer(8), intent(inout) :: x(n)
  x = x * 2
end subroutine

subroutine double_r4(x, n)
  integer, intent(in) :: n
  real(4), intent(inout) :: x(n)
  x = x * 2
end subroutine

subroutine double_r8(x, n)
  integer, intent(in) :: n
  real(8), intent(inout) :: x(n)
  x = x * 2
end subroutine

subroutine double_c4(x, n)
  integer, intent(in) :: n
  complex(4), intent(inout) :: x(n)
  x = x * 2
end subroutine

subroutine double_c8(x, n)
  integer, intent(in) :: n
  complex(8), intent(inout) :: x(n)
  x = x * 2
end subroutine

subroutine table_inout(x)
  real(8), intent(inout) :: x(2, 3)
  x(1, :) = x(1, :) + 10
  x(2, 3) = -1
end subroutine

subroutine three_inout(x)
  real(4), intent(in out) :: x
  dimension x(3)
  x(1) = x(1) + x(2) + x(3)
end subroutine

! Copies of what came, so that the caller sees how it arrived.
subroutine copy_i1(x, n, y)
  integer, intent(in) :: n
  integer(1), intent(in) :: x(n)
  integer(1), intent(out) :: y(n)
  y = x
end subroutine

subroutine copy_i2(x, n, y)
  integer, intent(in) :: n
  integer(2), intent(in) :: x(n)
  integer(2), intent(out) :: y(n)
  y = x
end subroutine

subroutine copy_i4(x, n, y)
  integer, intent(in) :: n
  integer(4), intent(in) :: x(n)
  integer(4), intent(out) :: y(n)
  y = x
end subroutine

subroutine copy_i8(x, n, y)
  integer, intent(in) :: n
  integer(8), intent(in) :: x(n)
  integer(8), intent(out) :: y(n)
  y = x
end subroutine

subroutine copy_r4(x, n, y)
  integer, intent(in) :: n
  real(4), intent(in) :: x(n)
  real(4), intent(out) :: y(n)
  y = x
end subroutine

subroutine copy_r8(x, n, y)
  integer, intent(in) :: n
  real(8), intent(in) :: x(n)
  real(8), intent(out) :: y(n)
  y = x
end subroutine

subroutine copy_c4(x, n, y)
  integer, intent(in) :: n
  complex(4), intent(in) :: x(n)
  complex(4), intent(out) :: y(n)
  y = x
end subroutine

subroutine copy_c8(x, n, y)
  integer, intent(in) :: n
  complex(8), intent(in) :: x(n)
  complex(8), intent(out) :: y(n)
  y = x
end subroutine

subroutine copy_l1(x, n, y)
  integer, intent(in) :: n
  logical(1), intent(in) :: x(n)
  logical(1), intent(out) :: y(n)
  y = x
end subroutine

subroutine copy_l4(x, n, y)
  integer, intent(in) :: n
  logical(4), intent(in) :: x(n)
  logical(4), intent(out) :: y(n)
  y = x
end subroutine

subroutine copy_table(x, y)
  real(8), intent(in) :: x(2, 3)
  real(8), intent(out) :: y(2, 3)
  y = x
end subroutine

! No intent: f2py takes it as intent(in), and what fits is worked on in place.
subroutine bump(x, n)
  integer :: n
  real(8) :: x(n)
  x = x + 1
end subroutine

subroutine any_length(x, n, total)
  integer, intent(in) :: n
  real(8), intent(in) :: x(*)
  real(8), intent(out) :: total
  total = sum(x(:n))
end subroutine

subroutine any_columns(x, n, total)
  integer, intent(in) :: n
  real(8), intent(in) :: x(2, *)
  real(8), intent(out) :: total
  total = sum(x(:, :n))
end subroutine

subroutine shaped_sum(x, total)
  real, intent(in) :: x(:)
  real, intent(out) :: total
  total = sum(x)
end subroutine

function shaped_function(x) result(total)
  real, intent(in) :: x(:)
  real :: total
  total = sum(x)
end function

subroutine between(first, last, x, y)
  integer :: first, last
  real, intent(in) :: x(first:last)
  real, intent(out) :: y(first:last)
  y = x
end subroutine

subroutine identity(n, a)
  integer, intent(in) :: n
  real(8), intent(out) :: a(n, n)
  integer :: i
  a = 0
  do i = 1, n
    a(i, i) = 1
  end do
end subroutine

subroutine two_lengths(a, b, n, m, total)
  integer, intent(in) :: n, m
  real(8), intent(in) :: a(n), b(m)
  real(8), intent(out) :: total
  total = sum(a) + 10 * sum(b)
end subroutine

subroutine same_length(a, b, n, total)
  integer, intent(in) :: n
  real(8), intent(in) :: a(n), b(n)
  real(8), intent(out) :: total
  total = dot_product(a, b)
end subroutine

subroutine cube(x, y)
  integer, intent(in) :: x(2, 3, 4)
  integer, intent(out) :: y(24)
  y = reshape(x, [24])
end subroutine

module shaped
contains
  subroutine shaped_sum_in_module(x, total)
    real, intent(in) :: x(:)
    real, intent(out) :: total
    total = sum(x)
  end subroutine

  function shaped_table(x) result(total)
    real(8), intent(in) :: x(:, :)
    real(8) :: total
    total = sum(x) + 1000 * size(x, 1) + 10000 * size(x, 2)
  end function

  subroutine shaped_inout(x)
    real(8), intent(inout) :: x(:)
    x = x + 1
  end subroutine

  function make(n) result(x)
    integer, intent(in) :: n
    real(8) :: x(n)
    integer :: i
    x = [(real(i, 8), i=1, n)]
  end function
end module
