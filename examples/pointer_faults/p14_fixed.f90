! P14, fixed: a variable of a module in a device routine.
module p14_constants
  implicit none
  real(8) :: gravity = 9.81d0
  !$acc declare copyin(gravity)
contains
  real(8) function weight(mass)
    !$acc routine seq
    real(8), intent(in) :: mass
    weight = mass * gravity
  end function
end module

program p14
  use p14_constants, only: weight
  implicit none
  real(8) :: w(10)
  integer :: i
  !$acc parallel loop copyout(w)
  do i = 1, 10
    w(i) = weight(real(i, 8))
  end do
  if (abs(w(10) - 98.1d0) > 1d-12) stop 1
  print *, w(10)
end program
