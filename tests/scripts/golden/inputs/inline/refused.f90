module refused_mod
  use column_mod, only: secret
  use kinds_mod, only: wp
  use elsewhere, only: unknown
  implicit none
contains
  subroutine step_refused(a, n, p)
    integer, intent(in) :: n
    real(wp), intent(inout) :: a(n, n)
    real(wp), pointer :: p(:)
    real(wp) :: x, y(3)
    integer :: i
    i = 1
    call unknown(x)
    call secret(x)
    call saved(i)
    call labelled(i)
    call moves(i, a(i, 1))
    call matrix(a, n - 1)
    call sequence(a(1, 2))
    call pieces(y)
    call absent(x)
    call inner(x)
    call takes_target(x)
    if (n > 3 .and. add(1, 2) > 2) i = 3
    do while (add(1, i) < 3)
      i = i + 1
    end do
    y = scaled(y)
    where (y > 0.0_wp) y = scaled(x)
  end subroutine step_refused

  subroutine saved(i)
    integer, intent(inout) :: i
    integer :: count = 0
    count = count + 1
    i = count
  end subroutine saved

  subroutine labelled(i)
    integer, intent(inout) :: i
    if (i > 3) goto 10
    i = i + 1
10  continue
  end subroutine labelled

  subroutine moves(i, x)
    integer, intent(inout) :: i
    real(wp), intent(inout) :: x
    i = i + 1
    x = 2.0_wp
  end subroutine moves

  subroutine matrix(x, m)
    integer, intent(in) :: m
    real(wp), intent(inout) :: x(m, m)
    x(1, 1) = 0.0_wp
  end subroutine matrix

  subroutine sequence(x)
    real(wp), intent(inout) :: x(4)
    x(1) = 0.0_wp
  end subroutine sequence

  subroutine pieces(x)
    real(wp), intent(inout) :: x(0:)
    integer :: b(1)
    b = lbound(x)
    x(b(1)) = 0.0_wp
  end subroutine pieces

  subroutine absent(x, y)
    real(wp), intent(inout) :: x
    real(wp), intent(in), optional :: y
    x = x + y
  end subroutine absent

  subroutine inner(x)
    real(wp), intent(inout) :: x
    call own()
  contains
    subroutine own()
      x = x + 1.0_wp
    end subroutine own
  end subroutine inner

  subroutine takes_target(x)
    real(wp), intent(inout), target :: x
    x = 1.0_wp
  end subroutine takes_target

  integer function add(i, j)
    integer, intent(in) :: i, j
    add = i + j
  end function add

  elemental real(wp) function scaled(x)
    real(wp), intent(in) :: x
    scaled = 2.0_wp * x
  end function scaled
end module refused_mod
