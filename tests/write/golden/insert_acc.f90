! RUN: isotach write --insert-acc 8 --diff %s
module smoothing
contains
  subroutine smooth(field, n)   ! keeps its comments
    integer, intent(in) :: n
    real, intent(inout) :: field(n)
    ! Neighbours are read, only the point itself is written.
    do i = 2, n - 1
      field(i) = 0.5*field(i)
    end do
  end subroutine
end module
