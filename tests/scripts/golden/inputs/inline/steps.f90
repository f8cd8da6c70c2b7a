module steps_mod
  use kinds_mod, only: wp
  use column_mod, only: settle, secret, limited
  implicit none
  integer :: calls = 0
contains
  subroutine step(q, n, m, dt)
    integer, intent(in) :: n, m
    real(wp), intent(inout) :: q(0:n, m)
    real(wp), intent(in) :: dt
    integer :: i, k
    do i = 1, m
      ! each column by itself
      call settle(q(:, i), dt, n)   ! the sum is kept
      call count_one()
    end do
    if (m > 1) call settle(q(:, 2), 2.0_wp * dt, n, limit=q(1, 1))
    k = first_negative(q(:, 1))
    q(0, 1) = limited(q(0, 1) - real(k, wp)) + 1.0_wp
    call scale(q(0, 1), n + 1)
    call advance(k, q(k, 1))
  end subroutine step

  subroutine count_one()
    calls = calls + 1
  end subroutine count_one

  integer function first_negative(x) result(at)
    real(wp), intent(in) :: x(:)
    integer :: i
    at = 0
    do i = 1, size(x)
      if (x(i) < 0.0_wp) then
        at = i
        return
      end if
    end do
  end function first_negative

  subroutine scale(x, n)
    integer, intent(in) :: n
    real(wp), intent(inout) :: x(n)
    x = 2.0_wp * x
  end subroutine scale

  subroutine advance(k, x)
    integer, intent(inout) :: k
    real(wp), intent(in) :: x
    k = k + 1
    if (x > 1.0_wp) then
      k = k + 2
      return
    else if (x > 0.5_wp) then
      k = k + 3
    else
      return
    end if
    k = 2 * k
  end subroutine advance
end module steps_mod
