! P12, faulty: an optional argument that the region takes to be there.
module p12_scale
  implicit none
contains
  subroutine scale_by(a, factor)
    real(8), intent(inout) :: a(:)
    real(8), intent(in), optional :: factor(:)
    integer :: i
    !$acc parallel loop copy(a) copyin(factor)
    do i = 1, size(a)
      a(i) = a(i) * factor(i)
    end do
  end subroutine
end module

program p12
  use p12_scale, only: scale_by
  implicit none
  real(8) :: a(10), factor(10)
  a = 2
  factor = 3
  call scale_by(a, factor)
  call scale_by(a)
  if (any(a /= 6)) stop 1
  print *, sum(a)
end program
