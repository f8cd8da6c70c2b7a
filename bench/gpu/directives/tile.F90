! TILE: GCC 12's code accesses memory that is not there.
module row
  implicit none
contains
  subroutine run(values)
    real(8), intent(out) :: values(8)
    real(8) :: a(100, 60)
    integer :: i, j
    a = 1
    !$acc parallel loop tile(16, 8) copy(a)
    do j = 1, 60
      do i = 1, 100
        a(i, j) = a(i, j) + i + 1000*j
      end do
    end do
    values = a(93:100, 60)
  end subroutine
end module
