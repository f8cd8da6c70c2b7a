! f2py's lines: who passes what, defaults, checks, sizes.
subroutine length_of_star(x, n, total)
  integer :: n
  real(8) :: x(*), total
  !f2py integer, intent(hide), depend(x) :: n = len(x)
  !f2py real(8), dimension(n), intent(in) :: x
  !f2py intent(out) total
  total = sum(x(:n))
end subroutine

subroutine scaled(x, factor, n)
  integer :: n
  real(8) :: x(n), factor
  !f2py intent(in,out) x
  !f2py real(8), optional, check(factor > 0.5 && factor <= 4) :: factor = 2.0
  x = x * factor
end subroutine

subroutine first_row(x)
  real(8) :: x(2, 3)
  !f2py intent(in,out,copy) x
  x(1, :) = 0
end subroutine

subroutine first_row_over(x)
  real(8) :: x(2, 3)
  !f2py intent(in,out,overwrite) x
  x(1, :) = 0
end subroutine

subroutine in_c_order(x, y)
  real(8) :: x(2, 3), y(6)
  !f2py intent(in,c) x
  !f2py intent(out) y
  y = reshape(x, [6])
end subroutine

subroutine with_workspace(n, work, total)
  integer :: n
  real(8) :: work(n), total
  !f2py intent(hide,cache) work
  !f2py intent(out, out=whole) total
  work = 1
  total = sum(work)
end subroutine

subroutine handed_out(a, b, c)
  integer :: a, b, c
  !f2py intent(in) a
  !f2py intent(out) b, c
  b = a + 1
  c = a + 2
end subroutine

subroutine changed(a, b)
  integer :: a
  real(8) :: b
  !f2py intent(in,out) a, b
  a = a + 1
  b = b * 2
end subroutine

subroutine in_place(x, n)
  integer :: n
  real(8) :: x(n)
  !f2py intent(inout) x
  x = x + 1
end subroutine

subroutine place_and_back(x, n)
  integer :: n
  real(8) :: x(n)
  !f2py intent(inout,out) x
  x = x + 1
end subroutine

subroutine defaults(i, j, k, total)
  integer :: i, j, k, total
  !f2py integer, optional :: i = 5
  !f2py integer, optional, depend(i) :: j = 2*i - 1
  !f2py integer optional, depend(i, j) :: k = (i > j ? i : j)
  !f2py intent(out) total
  total = i + 10 * j + 100 * k
end subroutine

subroutine more_defaults(x, z, flag, y, w, truth)
  real(8) :: x, y
  complex(8) :: z, w
  logical :: flag
  integer :: truth
  !f2py real(8), optional :: x = 2.5e1
  !f2py complex(8), optional :: z = (1.0, -2.5)
  !f2py logical, optional :: flag = 1
  !f2py intent(out) y, w, truth
  y = x
  w = z
  truth = merge(1, 0, flag)
end subroutine

subroutine checked(i, n)
  integer :: i, n
  !f2py check(i >= 0 && i < 12) i
  !f2py intent(out) n
  n = i
end subroutine

subroutine checked_or(i, n)
  integer :: i, n
  !f2py integer, check(i == 1 || i == 2 || i == 7) :: i
  !f2py intent(out) n
  n = i
end subroutine

subroutine part_of(a, n, total)
  integer :: n
  real(8) :: a(n), total
  !f2py integer, optional, check(len(a) >= n), depend(a) :: n = len(a)
  !f2py intent(out) total
  total = sum(a)
end subroutine

subroutine shape_of(a, m, n, total)
  integer :: m, n
  real(8) :: a(m, *), total
  !f2py real(8), intent(in), dimension(m, n) :: a
  !f2py integer, intent(hide), depend(a) :: m = shape(a, 0), n = shape(a, 1)
  !f2py intent(out) total
  total = sum(a(:, :n)) + 100 * m + 1000 * n
end subroutine

subroutine made_from(a, n, b)
  integer :: n
  real(8) :: a(n), b(2*n)
  !f2py real(8), intent(out), dimension(2*n), depend(n) :: b
  b(:n) = a
  b(n+1:) = -a
end subroutine

subroutine optional_array(n, a, total)
  integer :: n
  real(8) :: a(3), total
  !f2py optional a
  !f2py intent(out) total
  total = sum(a) + n
end subroutine

subroutine size_out(a, n)
  integer :: n
  !f2py intent(out) n
  integer, intent(in) :: a(2*n)
end subroutine

subroutine size_out_half(a, n)
  integer :: n
  !f2py intent(out) n
  integer, intent(in) :: a(5 - n/2)
end subroutine

subroutine size_out_range(a, n)
  integer :: n
  !f2py intent(out) n
  integer, intent(in) :: a(3*n:20)
end subroutine

subroutine size_out_square(a, n)
  integer :: n
  !f2py intent(out) n
  integer, intent(in) :: a(n*(n+1):n*(n+5))
end subroutine

subroutine size_out_two(a, n)
  integer :: n
  !f2py intent(out) n
  integer, intent(in) :: a(2*n, n)
end subroutine

subroutine size_out_nonlinear(a, n)
  integer :: n
  !f2py intent(out) n
  integer, intent(in) :: a(2*n:3*n*n + 2*n)
end subroutine


subroutine kinds_found(p, r, kind_)
  implicit none
  integer, intent(in) :: p, r
  !f2py integer :: r = 0
  integer, intent(out) :: kind_
  kind_ = selected_real_kind(p, r)
end subroutine

subroutine int_kinds_found(r, kind_)
  integer, intent(in) :: r
  integer, intent(out) :: kind_
  kind_ = selected_int_kind(r)
end subroutine

subroutine hidden_size(n, x, total)
  use, intrinsic :: iso_fortran_env, only: int64, real64
  integer(int64), intent(in) :: n
  real(real64), intent(in) :: x(n)
  real(real64), intent(out) :: total
  !f2py intent(hide) :: n
  total = sum(x)
end subroutine

subroutine next_line(iu, iv)
  integer :: iu, iv
  !f2py intent(in) IU
  !f2py intent(out) IV
  iv = iu
end subroutine

subroutine threads_may_run(x, y)
  real(8), intent(in) :: x
  real(8), intent(out) :: y
  !f2py threadsafe
  y = x
end subroutine

module directed
contains
  subroutine in_module(a, b)
    !f2py intent(out) b
    integer a, b
    b = 2 * a
  end subroutine
end module
