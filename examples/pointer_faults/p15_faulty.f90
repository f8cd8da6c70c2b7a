! P15, faulty: a dummy argument that is declared larger than the actual one.
module p15_fill
  implicit none
contains
  subroutine fill(n, rows, a)
    integer, intent(in) :: n, rows
    real(8), intent(inout) :: a(rows)
    integer :: i
    !$acc parallel loop copy(a)
    do i = 1, n
      a(i) = i
    end do
  end subroutine
end module

program p15
  use p15_fill, only: fill
  implicit none
  real(8) :: a(10)
  a = 0
  call fill(10, 100, a)
  if (a(10) /= 10) stop 1
  print *, a(10)
end program
