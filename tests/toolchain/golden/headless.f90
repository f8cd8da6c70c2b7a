! The module is not made when an option of the link drops its GPU code.
! RUN: not isotach build %s -m granule --target openacc --ldflags=-fno-lto
! RUN: ls
subroutine fill(n, x)
  integer, intent(in) :: n
  real(8), intent(inout) :: x(n)
  integer :: i
  !$acc parallel loop copy(x)
  do i = 1, n
    x(i) = i
  end do
end subroutine
