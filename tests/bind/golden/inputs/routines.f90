subroutine s(n, x)
  integer :: n
  real(8) :: x(n)
  x = n
end subroutine
