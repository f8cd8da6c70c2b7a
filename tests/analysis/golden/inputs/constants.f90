module constants
  implicit none
  real :: factor = 2.0
contains
  real function law(x)
    real, intent(in) :: x
    law = x**2 + factor
  end function
end module
