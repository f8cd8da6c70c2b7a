! RUN: not isotach parse %s
program bad
  integer :: i, 
  x = (1 + 2
  call
  this is not fortran
  do i = 1
  end do
  if (x > 1) do i = 1, 2
  y = a # b
  good = 1
  good = 2
  good = 3
  good = 4
  good = 5
  good = 6
  use
  z = 1 +
end program
