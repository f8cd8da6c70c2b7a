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
