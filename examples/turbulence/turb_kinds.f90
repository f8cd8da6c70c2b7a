!> Kind of every real number in the turbulence granule.
module turb_kinds

  use, intrinsic :: iso_fortran_env, only: real64

  implicit none
  private

  integer, parameter, public :: wp = real64  !< working precision

end module turb_kinds
