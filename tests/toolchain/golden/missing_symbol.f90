! RUN: not isotach build %s -m granule
! RUN: ls
subroutine fill(n, x)
  integer, intent(in) :: n
  real(8), intent(inout) :: x(n)
  external :: elsewhere
  call elsewhere(x)
end subroutine
