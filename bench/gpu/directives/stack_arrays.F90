! Arrays of the stack without a data clause. HELPED: the clause with extents.
module row
  implicit none
contains
  subroutine run(values)
    real(8), intent(out) :: values(8)
    real(8) :: a(8), b(8)
    integer :: i
    a = 2
    b = 3
#ifdef HELPED
    !$acc parallel loop copyin(a(1:8), b(1:8)) copyout(values(1:8))
#else
    !$acc parallel loop
#endif
    do i = 1, 8
      values(i) = a(i)*b(i) + i
    end do
  end subroutine
end module
