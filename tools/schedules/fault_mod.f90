!> Which planted fault is switched on, and whether its place was reached.
module fault_mod
  implicit none
  private
  public :: fault, lowered, asked
  integer, public :: chosen = 0
  logical, public :: reached = .false.
contains
  !> Whether fault `number` is the one that is switched on; then its place was reached.
  logical function fault(number)
    integer, intent(in) :: number
    fault = number == chosen
    if (fault) reached = .true.
  end function fault

  !> A depth, or one less where the fault is switched on; 1 stays.
  integer function lowered(number, depth)
    integer, intent(in) :: number, depth
    lowered = depth
    if (number == chosen) lowered = max(1, depth - 1)
  end function lowered

  !> Notes that the place of a fault is one where something would have happened.
  subroutine asked(number, matters)
    integer, intent(in) :: number
    logical, intent(in) :: matters
    if (number == chosen .and. matters) reached = .true.
  end subroutine asked
end module fault_mod
