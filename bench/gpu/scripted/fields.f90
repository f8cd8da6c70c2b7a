! What a script puts on the device: one procedure writes fields there, another one reads them.
module fields_mod
  implicit none
  integer, parameter :: wp = kind(1.0d0)
contains

  pure real(wp) function limited(x)
    real(wp), intent(in) :: x
    limited = min(max(x, -1.0e6_wp), 1.0e6_wp)
  end function limited

  subroutine advance(n, m, field, forcing)
    integer, intent(in) :: n, m
    real(wp), intent(inout) :: field(n,m)
    real(wp), intent(in) :: forcing(n,m)
    real(wp) :: work(n,m), t
    integer :: i, j
    do j = 1, m
      do i = 2, n - 1
        t = 0.25_wp * (field(i-1,j) + 2.0_wp * field(i,j) + field(i+1,j))
        work(i,j) = limited(t + forcing(i,j))
      end do
    end do
    do j = 1, m
      do i = 2, n - 1
        field(i,j) = work(i,j)
      end do
    end do
  end subroutine advance

  subroutine largest(n, m, field, value)
    integer, intent(in) :: n, m
    real(wp), intent(in) :: field(n,m)
    real(wp), intent(out) :: value
    integer :: i, j
    value = -huge(value)
    do j = 1, m
      do i = 1, n
        value = max(value, field(i,j))
      end do
    end do
  end subroutine largest
end module fields_mod
