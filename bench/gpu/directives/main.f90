! Prints what a row computes, in full, for comparison with the host.
program main
  use row, only: run
  implicit none
  real(8) :: values(8)
  integer :: i
  values = 0
  call run(values)
  do i = 1, 8
    print '(z16.16)', values(i)
  end do
end program
