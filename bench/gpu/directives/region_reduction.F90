! A reduction stated by PARALLEL alone, with a loop inside that does the sum: GCC 12 gives a part of it.
module row
  implicit none
contains
  subroutine run(values)
    real(8), intent(out) :: values(8)
    real(8) :: x(1000), s, largest
    integer :: i
    x = [(real(i, 8), i=1, 1000)]
    s = 0
    largest = 0
    !$acc parallel copyin(x) reduction(+:s) reduction(max:largest)
    !$acc loop gang vector
    do i = 1, 1000
      s = s + x(i)
      largest = max(largest, x(i))
    end do
    !$acc end parallel
    values = 0
    values(1) = s
    values(2) = largest
  end subroutine
end module
