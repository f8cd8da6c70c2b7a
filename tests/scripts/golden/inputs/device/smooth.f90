! Smooths fields: two calls with other fields, a host statement between regions, an array of the procedure's own.
module smooth_mod
  implicit none
  integer, parameter :: wp = kind(1.0d0)
  real(wp) :: weight(3) = [0.25_wp, 0.5_wp, 0.25_wp]
contains

  pure real(wp) function limited(x)
    real(wp), intent(in) :: x
    limited = min(max(x, -10.0_wp), 10.0_wp)
  end function limited

  subroutine smooth(n, field, total)
    integer, intent(in) :: n
    real(wp), intent(inout) :: field(n)
    real(wp), intent(out) :: total
    real(wp) :: work(n), t
    integer :: i

    do i = 2, n - 1
      t = weight(1) * field(i-1) + weight(2) * field(i) + weight(3) * field(i+1)
      work(i) = limited(t)
    end do
    work(1) = field(1)   ! the host's
    work(n) = field(n)
    do i = 1, n
      field(i) = work(i)
    end do
    total = 0.0_wp
    do i = 1, n
      total = total + field(i)
    end do
    weight(2) = 0.5_wp * (weight(2) + 0.5_wp)
  end subroutine smooth
end module smooth_mod

program run
  use smooth_mod
  implicit none
  real(wp) :: a(40), b(40), sums(4)
  integer :: i
  do i = 1, 40
    a(i) = mod(7 * i, 11)
    b(i) = 1.0_wp / i
  end do
  call smooth(40, a, sums(1))
  call smooth(40, b, sums(2))
  call smooth(40, a, sums(3))
  call smooth(40, b, sums(4))
  print '(4z17.16)', sums
end program run
