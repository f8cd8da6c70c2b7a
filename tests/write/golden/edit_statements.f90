! RUN: isotach write --rename-local sweep:tmp=pivot --move 9:17 --wrap-if "12-16:n > 1" --remove 10 --diff %s
! RUN: isotach write --rename-local sweep:tmp=pivot --move 9:17 --line-map map %s -o out.f90 && cat map
subroutine sweep(a, n)
  integer :: n, i
  real :: a(n), tmp ! one value

  ! The start.
  ! It is one.
  tmp = 1.0   ! here
  n = n + 0

  do i = 1, n
    ! inner
    a(i) = tmp * &
           Tmp
  end do
  a(1) = 0
end subroutine sweep
