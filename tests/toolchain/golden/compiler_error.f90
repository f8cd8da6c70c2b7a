! RUN: not isotach build %s -m granule
subroutine fill(n, x)
  integer, intent(in) :: n
  real(8), intent(inout) :: x(n)
  n = 3
  x = n
end subroutine
