! A section with gaps for an assumed-shape dummy of a data clause: GCC 12 maps what does not belong to it.
module row
  implicit none
contains
  subroutine double(a)
    real(8), intent(inout) :: a(:, :)
    integer :: i, j
    !$acc parallel loop collapse(2) copy(a)
    do j = 1, size(a, 2)
      do i = 1, size(a, 1)
        a(i, j) = 2*a(i, j)
      end do
    end do
  end subroutine
  subroutine run(values)
    real(8), intent(out) :: values(8)
    real(8) :: b(8, 8)
    integer :: i
    b = reshape([(real(i, 8), i=1, 64)], [8, 8])
    call double(b(3:6, :))
    values = b(:, 4) + 1000*b(3, :)
  end subroutine
end module
