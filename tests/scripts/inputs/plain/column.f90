module column_mod
  implicit none
  integer, parameter :: wp = kind(1.0d0)
contains
  subroutine adjust(t, q, p, rain, n, nlev)
    integer, intent(in) :: n, nlev
    real(wp), intent(inout) :: t(n,nlev), q(n,nlev)
    real(wp), intent(in) :: p(n,nlev)
    real(wp), intent(out) :: rain(n)
    real(wp) :: qsat, excess, work(nlev)
    integer :: i, k
    rain(:) = 0.0_wp
    do k = 1, nlev
      do i = 1, n
        qsat = 0.622_wp * exp(17.0_wp * (t(i,k) - 273.16_wp) / (t(i,k) - 35.86_wp)) / p(i,k)
        if (q(i,k) > qsat) then
          excess = q(i,k) - qsat
          q(i,k) = qsat
          t(i,k) = t(i,k) + 2500.0_wp * excess
        end if
      end do
    end do
    do i = 1, n
      do k = 1, nlev
        work(k) = q(i,k) * p(i,k)
      end do
      do k = 2, nlev
        work(k) = work(k) + work(k-1)
      end do
      rain(i) = work(nlev)
    end do
    do k = 2, nlev
      do i = 1, n
        t(i,k) = 0.5_wp * (t(i,k) + t(i,k-1))
      end do
    end do
  end subroutine adjust

  subroutine gather(a, b, index, n)
    integer, intent(in) :: n, index(n)
    real(wp), intent(inout) :: a(n), b(2*n)
    integer :: i
    do i = 1, n
      a(index(i)) = b(i)
    end do
    do i = 1, n
      b(2*i) = b(2*i-1)
    end do
    do i = 1, n
      b(i) = b(n+1-i)
    end do
    do i = 2, n, 2
      a(i) = a(i-1)
    end do
  end subroutine gather

  subroutine totals(a, total, most, found, n)
    integer, intent(in) :: n
    real(wp), intent(in) :: a(n)
    real(wp), intent(out) :: total, most
    logical, intent(out) :: found
    integer :: i
    total = 0.0_wp
    most = a(1)
    found = .false.
    do i = 1, n
      total = total + a(i)
    end do
    do i = 1, n
      most = max(most, a(i))
    end do
    do i = 1, n
      if (a(i) < 0.0_wp) found = .true.
    end do
  end subroutine totals

  subroutine nested(a, b, c, n, m, l)
    integer, intent(in) :: n, m, l
    real(wp), intent(inout) :: a(n,m,l), b(n,m,l), c(n)
    real(wp) :: s
    integer :: i, j, k
    do k = 1, l
      do j = 1, m
        do i = 1, n
          a(i,j,k) = b(i,j,k) + c(i)
        end do
      end do
    end do
    do k = 1, l
      do j = 1, k
        b(1,j,k) = a(1,j,k)
      end do
    end do
    do j = 1, m
      s = 0.0_wp
      do i = 1, n
        s = s + a(i,j,1)
      end do
      c(j) = s
    end do
    where (c > 0.0_wp)
      c = sqrt(c)
    elsewhere
      c = 0.0_wp
    end where
    do j = 1, m
      call outside(a(:,j,1))
    end do
    do j = 1, m
      if (c(j) > 1.0_wp) exit
      c(j) = 2.0_wp
    end do
    do j = 1, m
      print *, c(j)
    end do
  end subroutine nested
end module column_mod
