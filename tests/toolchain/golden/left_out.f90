! A procedure that cannot be wrapped is left out with the reason; asked for by name it is an error.
! RUN: isotach build %s -m granule >made
! RUN: not isotach build %s -m granule --only iterate
subroutine fill(n, x)
  integer, intent(in) :: n
  real(8), intent(inout) :: x(n)
  x = 1
end subroutine
subroutine iterate(n, x)
  integer, intent(in) :: n
  class(*), intent(inout) :: x(n)
end subroutine
