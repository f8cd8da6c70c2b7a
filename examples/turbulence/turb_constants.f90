!> Physical constants of the atmosphere, with their sources.
module turb_constants

  use turb_kinds, only: wp

  implicit none
  private

  real(wp), parameter, public :: grav       = 9.80665_wp             !< standard gravity (CGPM 1901) [m s-2]
  real(wp), parameter, public :: rd         = 287.05_wp              !< gas constant of dry air (ICAO 1993) [J kg-1 K-1]
  real(wp), parameter, public :: rv         = 461.51_wp              !< gas constant of water vapour [J kg-1 K-1]
  real(wp), parameter, public :: vtmpc1     = rv / rd - 1.0_wp       !< theta_v = theta * (1 + vtmpc1 * q) [1]
  real(wp), parameter, public :: von_karman = 0.4_wp                 !< von Karman constant (Hogstrom 1996) [1]

end module turb_constants
