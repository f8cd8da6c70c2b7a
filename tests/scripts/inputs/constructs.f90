module constructs_mod
  use constants_mod, only: r_def, i_def, l_def
  use other_mod
  implicit none
  private
  type :: pair
    integer :: a(3)
    real(r_def) :: b
  end type pair
  integer, parameter :: np = 3
  real :: held(10)
  public :: all_code
contains

  subroutine all_code(n, x, y, t, z, flag, text)
    integer(i_def), intent(in) :: n
    real(r_def), intent(inout) :: x(n), y(0:n, 3), z(:,:)
    type(pair), intent(inout) :: t(:)
    logical, intent(in) :: flag
    character(len=*), intent(in) :: text
    integer :: i, j, k
    real(kind=r_def), dimension(3) :: w
    real(8) :: d, b(2:5,3)
    logical :: l1(3)
    type(pair) :: q
    real, pointer :: p(:)
    do i = 1, n
      x(i) = x(i) + 1.0_r_def * y(i, 1) - 2.0d0 / 3.e0 ** 2
      y(i,:) = .5
      y(:,2) = x(1:n)
      w = y(1, 1:3:2)
      z = -w(1)
      if (x(i) > 0 .and. .not. flag) x(i) = -x(i)
      if (x(i) == 1.0) then
        x(i) = 2_i_def
      else if (x(i) >= 3) then
        x(i) = 4
      else
        x(i) = (4 + 1) * 3
      end if
    end do
    do i = n, 1, -1
      cycle
    end do
    do while (x(1) > 0)
      x(1) = x(1) - 1
    end do
    do
      exit
    end do
    outer: do j = 1, 3
      do k = 1, 2
        if (k == 1) cycle outer
      end do
    end do outer
    select case (n)
    case (1)
      x(1) = 1
    case (2:3, 5, 7)
      x(1) = 2
    case (:0)
      x(1) = 4
    case default
      x(1) = 3
    end select
    select case (n)
    case default
      x(1) = 3
    case (7:)
      x(1) = 8
    end select
    where (x(:) > 0.0)
      x(:) = 1.0
    elsewhere (x(:) > -1.0)
      x(:) = 4.0
    elsewhere
      x(:) = 2.0
    end where
    where (z(:,2:) > z(:,:1)) z(:,2:) = w(1)
    where (w > 0) w = max(w, 3.0)
    where (y(:,1) > 0) y(:,1) = b(:,1) + sum(x(:))
    where (b(:,1:2) > 0) b(:,1:2) = 0
    t(1)%a(2) = t(i+1)%b
    q%b = q%a(3)
    q%a(:) = 0
    call Sub(n, x, y(:,1), key=3)
    call q%proc(1)
    call q%a%proc2()
    x(1) = unknown(1) + max(x(1), 2.0) + real(n, r_def) + sum(x, dim=1) + abs(x(2))
    x = matmul(z, y)
    x(1) = size(x) + size(z, 1) + twice(3) + sum(x, 1)
    p => x
    nullify(p)
    allocate(p(n), stat=i)
    deallocate(p)
    write(*,*) n
    print *, n
    w = (/ 1.0, 2.0, 3.0 /)
    w = [(i, i=1,3)]
    l1(1) = .true._l_def
    l1(2) = flag .eqv. .false.
    l1(3) = flag .neqv. flag .or. n /= 3
    d = 1E-3
    if (text == 'abc') return
    if (text // 'x' == "it's") d = 2
    q = pair(1, 2.0)
    d = x(lbound(x,1)) + unresolved_Thing
    d = unresolved_arr(i, j)
    d = unresolved_arr(:, j)
    d = z'1f'
    stop
    goto 10
10  continue
    d = held(np)
    associate (a => d)
      a = 3
    end associate
    d = chained%with(n)%get()
    return
  end subroutine all_code

  function twice(k) result(r)
    integer, intent(in) :: k
    real(r_def) :: r
    r = k**2 + mod(k, 2)
  end function twice

  elemental real function Third(k)
    integer, intent(in) :: k
    third = 2*(k+1)*(-k)
  end function
end module constructs_mod
