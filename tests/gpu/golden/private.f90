! A scalar in PRIVATE that an iteration may read before it has set it: on the host, where IF is false, GCC gives it no
! value from before the loop either.
! RUN: isotach build %s -m private_scalar --target openacc --emit-only out
subroutine step(n, x, on_device)
  implicit none
  integer, intent(in) :: n
  real(8), intent(inout) :: x(n)
  logical, intent(in) :: on_device
  integer :: i
  real(8) :: factor, other
  factor = 2
  !$acc parallel loop copy(x) private(factor, other) if(on_device)
  do i = 1, n
    if (on_device) factor = 3
    other = x(i)
    x(i) = other*factor
  end do
end subroutine
