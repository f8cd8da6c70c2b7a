! RUN: isotach build %s -m granule --target openacc >built && grep -o 'gpu-ready.*' built
! RUN: isotach check granule.abi3.so
! RUN: isotach build %s -m granule --target openacc
subroutine fill(n, x)
  integer, intent(in) :: n
  real(8), intent(inout) :: x(n)
  integer :: i
  !$acc parallel loop copy(x)
  do i = 1, n
    x(i) = i
  end do
end subroutine
