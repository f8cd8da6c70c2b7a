! An object beside a component of it on one directive: GCC 12 does not compile it. HELPED: one after the other.
module row
  implicit none
  type pair
    real(8) :: factor
    real(8), allocatable :: u(:)
  end type
contains
  subroutine run(values)
    real(8), intent(out) :: values(8)
    type(pair) :: p
    integer :: i
    p%factor = 3
    p%u = [(real(i, 8), i=1, 8)]
#ifdef HELPED
    !$acc enter data copyin(p)
    !$acc enter data copyin(p%u)
#else
    !$acc enter data copyin(p, p%u)
#endif
    !$acc parallel loop present(p) copyout(values)
    do i = 1, 8
      values(i) = p%factor*p%u(i)
    end do
#ifdef HELPED
    !$acc exit data delete(p%u)
    !$acc exit data delete(p)
#else
    !$acc exit data delete(p%u, p)
#endif
  end subroutine
end module
