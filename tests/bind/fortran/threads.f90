!> Two calls that wait for each other.
module threads
  implicit none
  integer, volatile :: arrived(2) = 0
contains
  !> Tells whether the other call came within `seconds`, 2 if this call's locals were its own as well.
  subroutine meet(mine, seconds, met)
    !f2py threadsafe
    integer, intent(in) :: mine
    real(8), intent(in) :: seconds
    integer, intent(out) :: met
    call wait_for_other(mine, seconds, met)
  end subroutine meet
  subroutine meet_with_gil(mine, seconds, met)
    integer, intent(in) :: mine
    real(8), intent(in) :: seconds
    integer, intent(out) :: met
    call wait_for_other(mine, seconds, met)
  end subroutine meet_with_gil
  subroutine wait_for_other(mine, seconds, met)
    integer, intent(in) :: mine
    real(8), intent(in) :: seconds
    integer, intent(out) :: met
    real(8) :: own(50000)
    integer(8) :: start, now, rate
    own = mine
    arrived(mine) = 1
    call system_clock(start, rate)
    do
      if (arrived(3 - mine) /= 0) exit
      call system_clock(now)
      if (now - start > seconds * rate) exit
    end do
    met = arrived(3 - mine)
    if (met == 1 .and. all(own == mine)) met = 2
  end subroutine wait_for_other
  subroutine stopping(mine, seconds)
    !f2py threadsafe
    integer, intent(in) :: mine
    real(8), intent(in) :: seconds
    integer :: met
    call wait_for_other(mine, seconds, met)
    if (met == 2 .and. mine == 1) stop 'first'
    if (met == 2) stop 'second'
  end subroutine stopping
end module threads
