! A line for f2py between statements.
subroutine late_line(a, b)
  integer :: a, b
  b = 2 * a
  !f2py intent(out) b
end subroutine

! What sizes may be made of: parameters of every kind, elements of parameter arrays, size(), lower bounds.
subroutine by_single(x)
  integer, parameter :: n = selected_real_kind(6)
  real(n), intent(inout) :: x(3)
  x(1) = x(1) + x(2) + x(3) * 3._n
end subroutine

subroutine by_double(x)
  integer, parameter :: n = selected_real_kind(15)
  real(n), intent(inout) :: x(3)
  x(1) = x(1) + x(2) + x(3) * 3._n
end subroutine

subroutine by_compound(x)
  integer, parameter :: i = selected_int_kind(9)
  integer(i), parameter :: two = 2_i, six = two * 3_i
  integer(i), intent(inout) :: x(six / 2)
  x(1) = x(1) + x(2) + x(3) * six
end subroutine

subroutine by_plain(x)
  integer, parameter :: two = 2, four = 4, six = two + four
  integer, intent(inout) :: x(four)
  x(1) = x(1) + x(2) + x(3) * six
end subroutine

subroutine by_long(x)
  integer, parameter :: i = selected_int_kind(18)
  integer(i), parameter :: three = 3_i
  integer(i), intent(inout) :: x(three)
  x(1) = x(1) + x(2) + x(3) * three
end subroutine

subroutine by_both(x)
  integer, parameter :: dp = selected_real_kind(15), i = selected_int_kind(9)
  real(dp), parameter :: three = 3._dp
  integer(i), parameter :: n = 3_i
  real(dp), intent(inout) :: x
  dimension x(n)
  x(1) = x(1) + x(2) * three * n
end subroutine

subroutine by_sum(x)
  integer, parameter :: i = selected_int_kind(9), dp = selected_real_kind(15)
  integer(i), parameter :: one = 1_i, n = one + one + 1
  real(dp), intent(inout) :: x(n)
  x(1) = x(1) * (n + one)
end subroutine

subroutine by_elements(x, y, z)
  integer, parameter :: sizes(2) = (/ 3, 5 /)
  real(8), parameter :: factors(2) = (/ 0.5d0, 4.0d0 /)
  real(8), intent(inout) :: x(sizes(1)), y(sizes(2))
  real(8), intent(out) :: z
  x = x * factors(1)
  y = y * factors(2)
  z = factors(1) + factors(2)
end subroutine

subroutine by_any_index(x, y)
  integer, parameter :: counts(-1:1) = (/ 6, 3, 1 /)
  integer, parameter :: nested(2) = (/ 2, 0 /)
  real(8), intent(in) :: x(counts(-1))
  real(8), intent(out) :: y(nested(1), counts(nested(2)))
  y = reshape(x, (/ nested(1), counts(nested(2)) /))
end subroutine

subroutine row_sums(a, n, m, b)
  real, intent(in) :: a(n, m)
  integer, intent(in) :: n, m
  real, intent(out) :: b(size(a, 1))
  integer :: i
  do i = 1, size(b)
    b(i) = sum(a(i, :))
  end do
end subroutine

subroutine turned_round(x, y)
  real, intent(in), dimension(:, :) :: x
  real, intent(out), dimension(size(x, 2), size(x, 1)) :: y
  y = transpose(x)
end subroutine

subroutine laid_out(x, y)
  real, intent(in), dimension(:, :) :: x
  real, intent(out), dimension(size(x)) :: y
  y = reshape(transpose(x), (/ size(x) /))
end subroutine

subroutine negative_bounds(n, xs, result)
  integer, intent(in) :: n
  real, intent(in) :: xs(-1:n)
  real, intent(out) :: result(-1:n)
  result = xs + 1
end subroutine

subroutine assumed_sum(x, res)
  real, intent(in) :: x(:)
  real, intent(out) :: res
  res = sum(x)
end subroutine

subroutine assumed_sum_2(x, res)
  real(8), intent(in) :: x(:, :)
  real(8), intent(out) :: res
  res = sum(x)
end subroutine
