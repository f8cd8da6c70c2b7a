! Characters of every length, as arguments, arrays and results.
subroutine codes(c, o, n)
  character(len=*), intent(in) :: c
  integer :: n
  !f2py integer, depend(c), intent(hide) :: n = slen(c)
  integer(1) :: o(n)
  !f2py intent(out) o
  integer :: i
  do i = 1, n
    o(i) = int(iachar(c(i:i)), 1)
  end do
end subroutine

subroutine codes_of_three(c, o)
  character(len=3), intent(in) :: c
  integer(1), intent(out) :: o(3)
  integer :: i
  do i = 1, 3
    o(i) = int(iachar(c(i:i)), 1)
  end do
end subroutine

subroutine from_codes(o, c)
  integer(1), intent(in) :: o(3)
  character(len=3), intent(out) :: c
  integer :: i
  do i = 1, 3
    c(i:i) = achar(o(i))
  end do
end subroutine

subroutine one_code(c, o)
  character, intent(in) :: c
  integer(1) :: o
  !f2py intent(out) o
  o = int(iachar(c), 1)
end subroutine

subroutine one_copy(c, o)
  character, intent(in) :: c
  character :: o
  !f2py intent(out) o
  o = c
end subroutine

subroutine one_inout(c, n)
  character :: c, n
  !f2py intent(in) n
  !f2py intent(inout) c
  c = n
end subroutine

function one_returned(o) result(c)
  character :: c
  character, intent(in) :: o
  c = o
end function

function one_or_default(o) result(c)
  character, intent(in) :: o
  !f2py character o = "a"
  character :: c
  c = o
end function

subroutine array_codes(c, o)
  character, intent(in) :: c(3)
  integer(1) :: o(3)
  !f2py intent(out) o
  integer :: i
  do i = 1, 3
    o(i) = int(iachar(c(i)), 1)
  end do
end subroutine

subroutine array_inout(c, n)
  character, intent(in) :: n(3)
  character, intent(inout) :: c(3)
  c = n
end subroutine

subroutine words(x, y, m)
  integer :: m
  character(len=5), intent(in) :: x(m)
  character(len=5), intent(out) :: y(m)
  !f2py integer, intent(hide), depend(x) :: m = len(x)
  y = x
end subroutine

subroutine greet(first, second, n)
  character(len=*), intent(in) :: first, second
  integer, intent(out) :: n
  n = 100 * len(first) + len(second)
end subroutine

function upper_case(x) result(y)
  character(len=*), intent(in) :: x
  character(len=12) :: y
  integer :: i
  y = x
  do i = 1, len(y)
    if (y(i:i) >= 'a' .and. y(i:i) <= 'z') y(i:i) = achar(iachar(y(i:i)) - 32)
  end do
end function

function ten() result(c)
  character(len=12) :: c
  c = '123456789A12'
end function

module texts
  implicit none
  character(len=8) :: word = 'abc'
end module

! Lengths that f2py alone is told.
subroutine star_fixed(c)
  character(len=*), intent(out) :: c
  !f2py character(f2py_len=12) :: c
  c = '123456789A12'
end subroutine

subroutine star_sized(s, n)
  character(len=*), intent(out) :: s
  integer, intent(in) :: n
  !f2py character(f2py_len=n), depend(n) :: s
  character(len=20) :: all
  all = '123456789A123456789B'
  s = all(1:n)
end subroutine

! Arrays of characters of each length, and their sizes.
subroutine codes_of_array(c, o, m, n)
  integer :: m, n, i, j
  character(len=*), intent(in) :: c(m)
  !f2py integer, depend(c), intent(hide) :: m = len(c)
  !f2py integer, depend(c), intent(hide) :: n = f2py_itemsize(c)
  integer(1), intent(out) :: o(m, n)
  do i = 1, m
    do j = 1, n
      o(i, j) = int(iachar(c(i)(j:j)), 1)
    end do
  end do
end subroutine

subroutine codes_of_array_3(c, o, m)
  integer :: m, i, j
  character(len=3), intent(in) :: c(m)
  !f2py integer, depend(c), intent(hide) :: m = len(c)
  integer(1), intent(out) :: o(m, 3)
  do i = 1, m
    do j = 1, 3
      o(i, j) = int(iachar(c(i)(j:j)), 1)
    end do
  end do
end subroutine

subroutine array_out_3(c, o, m)
  integer :: m, i, j
  character(len=3), intent(out) :: c(m)
  integer(1), intent(in) :: o(m, 3)
  !f2py integer, depend(o), intent(hide) :: m = len(o)
  do i = 1, m
    do j = 1, 3
      c(i)(j:j) = achar(o(i, j))
    end do
  end do
end subroutine

subroutine codes_of_matrix(c, o, m1, m2)
  integer :: m1, m2, i, j
  character(len=1), intent(in) :: c(m1, m2)
  !f2py integer, depend(c), intent(hide) :: m1 = len(c)
  !f2py integer, depend(c), intent(hide) :: m2 = shape(c, 1)
  integer(1), intent(out) :: o(m1, m2)
  do i = 1, m1
    do j = 1, m2
      o(i, j) = int(iachar(c(i, j)), 1)
    end do
  end do
end subroutine

subroutine from_one_code(o, c)
  character :: c
  integer(1), intent(in) :: o
  !f2py intent(out) c
  c = achar(o)
end subroutine

subroutine array_out(c, o)
  character :: c(3)
  integer(1), intent(in) :: o(3)
  !f2py intent(out) c
  integer :: i
  do i = 1, 3
    c(i) = achar(o(i))
  end do
end subroutine

subroutine matrix_inout(c, n)
  character :: c(2, 3), n(2, 3)
  !f2py intent(in) n
  !f2py intent(inout) c
  c = n
end subroutine

subroutine changed_strings(strings, n, out_strings)
  integer, intent(in) :: n
  character, intent(in) :: strings(2, n)
  character, intent(out) :: out_strings(2, n)
  integer :: j
  do j = 1, n
    out_strings(1, j) = strings(1, j)
    out_strings(2, j) = 'A'
  end do
end subroutine

! Four ways to change text of fixed and of any length.
subroutine four_texts(a, b, c, d)
  character(len=5) :: a, b
  character(len=*) :: c, d
  !f2py intent(in) a, c
  !f2py intent(inout) b, d
  a(1:1) = 'A'
  b(1:1) = 'B'
  c(1:1) = 'C'
  d(1:1) = 'D'
end subroutine

subroutine sum_of_codes(s, total)
  character(len=4), intent(in) :: s
  integer, intent(out) :: total
  integer :: i
  total = 0
  do i = 1, 4
    total = total + iachar(s(i:i)) * 10 * i
  end do
end subroutine

subroutine reversed(s)
  character(len=4), intent(inout) :: s
  s = s(4:4) // s(3:3) // s(2:2) // s(1:1)
end subroutine

subroutine greeted(name, n, lines)
  character(len=7), intent(in) :: name
  integer, intent(in) :: n
  character(len=10), intent(out) :: lines(n)
  integer :: i
  do i = 1, n
    lines(i) = 'hi ' // name
  end do
end subroutine
