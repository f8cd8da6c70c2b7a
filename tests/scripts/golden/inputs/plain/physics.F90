module physics
  implicit none
contains

  ! Directives of the source are taken out by `isotach psyclone`, and stay with `isotach transform`.
  subroutine heat(t, q, n, m)
    integer, intent(in) :: n, m
    real, intent(inout) :: t(n, m)   ! kelvin
    real, intent(in)    :: q(n, m)
    integer :: i, j, threads
    real    :: rate, most

    threads = 1
    !$ threads = 2
    !$omp parallel do private(i, rate) &
    !$omp   shared(t)
    do j = 1, m
      do i = 1, n
        rate = q(i, j) * 0.5   ! a comment that stays
        t(i, j) = t(i, j) + rate
      end do
    end do
    !$omp end parallel do

    do j = 2, m
      t(1, j) = t(1, j - 1)
    end do

    most = 0.0
    do j = 1, m
      if (t(1, j) > most) most = t(1, j)
    end do
    t(1, 1) = most

#ifdef MORE
    do i = 1, n
      t(i, m) = 0.0
    end do
#endif
  end subroutine heat

  subroutine torn(a, n)
    integer, intent(in) :: n
    real, intent(inout) :: a(n)
    integer :: i

#ifdef LONG
    !$omp parallel do
    do i = 1, n
#else
    do i = 1, n / 2
#endif
      a(i) = 3.0
    end do
  end subroutine torn

  subroutine odd(a, n)
    integer, intent(in) :: n
    real, intent(inout) :: a(n)
    integer :: i

    do i = 1, n
      a(i) = = 2.0
    end do
    DO I = 1, N
      A(I) = A(I) * 2.0; A(I) = A(I) + 1.0
    END DO
  end subroutine odd

end module physics
