! Variables of a module that a ROUTINE uses without DECLARE, changed between regions: GCC 12 does not compile it. HELPED:
! DECLARE, and an UPDATE where they change.
module tunables
  implicit none
  real(8) :: factor = 2, table(3) = [1, 2, 3]
#ifdef HELPED
  !$acc declare copyin(factor, table)
#endif
contains
  real(8) function scaled(x)
    !$acc routine seq
    real(8), intent(in) :: x
    scaled = x*factor + table(2)
  end function
end module
module row
  use tunables
  implicit none
contains
  subroutine run(values)
    real(8), intent(out) :: values(8)
    integer :: i, turn
    values = 1
    do turn = 1, 3
      factor = turn
      table(2) = 10*turn
#ifdef HELPED
      !$acc update device(factor, table)
#endif
      !$acc parallel loop copy(values)
      do i = 1, 8
        values(i) = scaled(values(i))
      end do
      !$acc parallel loop copy(values)
      do i = 1, 8
        values(i) = values(i) + factor*i
      end do
    end do
  end subroutine
end module
