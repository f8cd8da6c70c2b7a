! Calls with two sets of fields; with the word "poison" the host's copies are spoilt once the device has them.
program scripted
  use fields_mod
  implicit none
  integer, parameter :: n = 200, m = 90
  real(wp), allocatable :: a(:,:), b(:,:), f(:,:)
  real(wp) :: values(4)
  character(len=16) :: word
  integer :: i, j

  call get_command_argument(1, word)
  allocate (a(n,m), b(n,m), f(n,m))
  do j = 1, m
    do i = 1, n
      a(i,j) = mod(31 * i + 17 * j, 101)
      b(i,j) = mod(13 * i + 7 * j, 89)
      f(i,j) = mod(i + j, 5) * 0.125_wp
    end do
  end do
  call advance(n, m, a, f)
  if (word == "poison") a = -1.0e30_wp
  if (word == "poison") f = -1.0e30_wp
  call largest(n, m, a, values(1))
  call advance(n, m, b, f)          ! other fields, the forcing stays
  if (word == "poison") b = -1.0e30_wp
  call advance(n, m, a, f)
  call largest(n, m, a, values(2))
  call advance(n, m, b, f)
  call largest(n, m, b, values(3))
  call largest(n, m, f, values(4))
  print '(4z17.16)', values
end program scripted
