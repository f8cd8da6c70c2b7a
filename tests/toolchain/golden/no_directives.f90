! RUN: not isotach build %s -m granule --target openacc
! RUN: isotach build %s -m granule >built
! RUN: not isotach check granule.abi3.so
! RUN: isotach check --allow-cpu granule.abi3.so
subroutine fill(n, x)
  integer, intent(in) :: n
  real(8), intent(inout) :: x(n)
  x = 1
end subroutine
