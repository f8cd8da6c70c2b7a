!> Characters of every form.
module texts
  implicit none
  character(len=5) :: word = 'ab'
  character(len=3) :: words(2) = ['abc', 'd  ']
  character(len=2), parameter :: codes(3) = ['aa', 'b ', 'cc']
contains
  subroutine facts(s, length, trimmed, first)
    character(len=*), intent(in) :: s
    integer, intent(out) :: length, trimmed
    character, intent(out) :: first
    length = len(s)
    trimmed = len_trim(s)
    first = s
  end subroutine facts
  subroutine fixed(s, trimmed, back)
    character(len=5), intent(in) :: s
    integer, intent(out) :: trimmed
    character(len=5), intent(out) :: back
    trimmed = len_trim(s)
    back = s
  end subroutine fixed
  subroutine sized(n, s, twice, length)
    integer, intent(in) :: n
    character(len=n), intent(in) :: s
    character(len=2*n), intent(out) :: twice
    integer, intent(out) :: length
    length = len(s)
    twice = s // s
  end subroutine sized
  subroutine like(s, t)
    character(len=*), intent(in) :: s
    character(len=len(s)+2), intent(out) :: t
    t = '<' // s // '>'
  end subroutine like
  subroutine change(s)
    character(len=5), intent(inout) :: s
    s(1:2) = 'XY'
  end subroutine change
  subroutine change_any(s)
    character(len=*), intent(inout) :: s
    s(1:1) = 'Q'
  end subroutine change_any
  subroutine fill_any(s)
    character(len=*), intent(out) :: s
    s = 'xy'
  end subroutine fill_any
  subroutine scratch(s)
    character(len=5) :: s
    s = 'gone'
  end subroutine scratch
  subroutine noted(s, given)
    character(len=*), intent(in), optional :: s
    integer, intent(out) :: given
    given = -1
    if (present(s)) given = len(s)
  end subroutine noted
  subroutine pick(a, i, j, s, length)
    character(len=3), intent(in) :: a(:, :)
    integer, intent(in) :: i, j
    character(len=3), intent(out) :: s
    integer, intent(out) :: length
    s = a(i, j)
    length = len_trim(a(i, j))
  end subroutine pick
  subroutine joined(n, a, s, length)
    integer, intent(in) :: n
    character(len=*), intent(in) :: a(n)
    character(len=12), intent(out) :: s
    integer, intent(out) :: length
    integer :: i
    s = ''
    do i = 1, n
      s = trim(s) // trim(a(i)) // ';'
    end do
    length = len(a)
  end subroutine joined
  subroutine starred(a, n, last)
    character(len=2), intent(in) :: a(*)
    integer, intent(in) :: n
    character(len=2), intent(out) :: last
    last = a(n)
  end subroutine starred
  subroutine listed(n, w, a)
    integer, intent(in) :: n, w
    character(len=w), intent(out) :: a(n)
    integer :: i
    do i = 1, n
      a(i) = repeat(achar(96 + i), i)
    end do
  end subroutine listed
  subroutine mark(a)
    character(len=3), intent(inout) :: a(:)
    a(:)(1:1) = 'M'
  end subroutine mark
  subroutine perhaps(a, n)
    character(len=*), intent(in), optional :: a(:)
    integer, intent(out) :: n
    n = -1
    if (present(a)) n = len(a) * 100 + size(a)
  end subroutine perhaps
  function named(i) result(s)
    integer, intent(in) :: i
    character(len=i) :: s
    s = 'abcdefgh'
  end function named
  function column(n) result(a)
    integer, intent(in) :: n
    character(len=2) :: a(n)
    a = 'z'
  end function column
end module texts

character*7 function echo(c)
  character*(*) c
  echo = c
end function echo
