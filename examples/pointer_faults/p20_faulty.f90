! P20, faulty: two arguments that are the same elements.
module p20_add
  implicit none
contains
  subroutine add(a, b)
    real(8), intent(inout) :: a(:)
    real(8), intent(in) :: b(:)
    integer :: i
    !$acc parallel loop copy(a) copyin(b)
    do i = 1, size(a)
      a(i) = a(i) + b(i)
    end do
  end subroutine
end module

program p20
  use p20_add, only: add
  implicit none
  real(8) :: z(12)
  z = 1
  call add(z(1:8), z(5:12))
  if (z(1) /= 2) stop 1
  print *, z(1)
end program
