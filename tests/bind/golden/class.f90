! RUN: not isotach build %s -m tank --class Tank=fill:pour:drain
! RUN: not isotach build %s -m tank --class Tank=fill:level:drain_all
! RUN: not isotach build %s -m tank --class Tank=level:fill:
module tank
  implicit none
  real :: water = 0
contains
  subroutine fill()
    water = 1
  end subroutine
  real function level()
    level = water
  end function
  subroutine drain_all(how)
    integer, intent(in) :: how
    water = how
  end subroutine
end module
