!> Which planted fault is switched on, and whether it changed something: an exchange that had something to bring, a flag.
module fault_mod
  implicit none
  private
  public :: fault, lowered, asked, asks
  integer, public :: chosen = 0
  logical, public :: reached = .false.
contains
  !> Whether fault `number` is the one that is switched on.
  logical function fault(number)
    integer, intent(in) :: number
    fault = number == chosen
  end function fault

  !> Whether fault `number` is switched on and flags may be asked: with `audit` to ask is to check.
  logical function asks(number)
    integer, intent(in) :: number
    character(len=256) :: checks
    asks = number == chosen
    if (.not. asks) return
    call get_environment_variable('LFRIC_CHECK', checks)
    asks = index(checks, 'audit') == 0
  end function asks

  !> A depth, or one less where the fault is switched on; 1 stays.
  integer function lowered(number, depth)
    integer, intent(in) :: number, depth
    lowered = depth
    if (number == chosen) lowered = max(1, depth - 1)
  end function lowered

  !> Notes that a fault changes something here.
  subroutine asked(number, matters)
    integer, intent(in) :: number
    logical, intent(in) :: matters
    if (number == chosen .and. matters) reached = .true.
  end subroutine asked
end module fault_mod
