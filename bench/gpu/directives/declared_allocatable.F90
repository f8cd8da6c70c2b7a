! DECLARE of an ALLOCATABLE: GCC 12 does not map it at ALLOCATE. HELPED: enter and exit data instead of DECLARE.
module row
  implicit none
  real(8), allocatable :: a(:)
#ifndef HELPED
  !$acc declare create(a)
#endif
contains
  subroutine run(values)
    real(8), intent(out) :: values(8)
    integer :: i
    allocate (a(8))
#ifdef HELPED
    !$acc enter data create(a)
#endif
    !$acc parallel loop present(a)
    do i = 1, 8
      a(i) = 3*i
    end do
    !$acc parallel loop present(a) copyout(values)
    do i = 1, 8
      values(i) = a(i)
    end do
#ifdef HELPED
    !$acc exit data delete(a)
#endif
    deallocate (a)
  end subroutine
end module
