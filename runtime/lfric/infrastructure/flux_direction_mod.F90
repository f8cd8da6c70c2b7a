! The direction that an XORY1D stencil takes at run time.
module flux_direction_mod
  use constants_mod, only: i_def
  implicit none
  private
  integer(i_def), parameter, public :: x_direction = 100, y_direction = 101, z_direction = 102
end module flux_direction_mod
