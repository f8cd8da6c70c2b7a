! RUN: not isotach parse %s
! One message for each mistake: a word that is near is named, and what belongs to a wrong IF or END is not reported too.
module m
  implicit none
  interger :: c
  real, alocatable :: b(:)
  type :: t
    real :: x
  end tpye
contains
  subroutine s(a, b)
    real :: a, b
    alocate (x(3))
    if (a > b
      a = b
    else
      b = a
    end if
    select case a
    case (1)
      a = 1
    end select
    where a > 1
      a = 2
    end where
    zebra stripes
    a = 1; a = 2; a = 3; a = 4; a = 5; a = 6; a = 7; a = 8
  end subrotine
end module
