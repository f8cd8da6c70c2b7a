!> The granule as Python sees it: three procedures and nothing else.
!!
!! All arrays of `f2py_turbdiff_init` are INTENT(INOUT) and TARGET: Python passes its own memory, the
!! granule points at it, and every run works in place. Setting `theta_s[:] = ...` in Python between two
!! runs is therefore how the surface cools.
module f2py_turbdiff_run_wrapper

  use turb_kinds, only: wp
  use turbdiff,   only: turbdiff_init, turbdiff_run, turbdiff_finalize

  implicit none
  private

  public :: f2py_turbdiff_init
  public :: f2py_turbdiff_run
  public :: f2py_turbdiff_finalize

contains

  !> Binds a block of columns to the granule.
  subroutine f2py_turbdiff_init(nproma, nlev, dt, isfc, zf, zh, rho, u, v, theta, q, tke, km, kh, ug, vg, &
      &                         fcor, z0m, z0h, theta_s, q_s, ustar, uw_s, vw_s, wtheta_s, wq_s, &
      &                         ierrstat, yerrormsg)
    !isotach keep(until=f2py_turbdiff_finalize)
    !isotach raises(ierrstat, yerrormsg)
    integer,  intent(in)            :: nproma               !< columns in the block
    integer,  intent(in)            :: nlev                 !< full levels, the lowest is nlev
    real(wp), intent(in)            :: dt                   !< time step [s]
    integer,  intent(in)            :: isfc                 !< surface: 1 prescribed fluxes, 2 bulk formulas
    real(wp), intent(inout), target :: zf(nproma,nlev)      !< height of full levels [m]
    real(wp), intent(inout), target :: zh(nproma,nlev+1)    !< height of half levels, the ground is nlev+1 [m]
    real(wp), intent(inout), target :: rho(nproma,nlev)     !< air density [kg m-3]
    real(wp), intent(inout), target :: u(nproma,nlev)       !< zonal wind [m s-1]
    real(wp), intent(inout), target :: v(nproma,nlev)       !< meridional wind [m s-1]
    real(wp), intent(inout), target :: theta(nproma,nlev)   !< potential temperature [K]
    real(wp), intent(inout), target :: q(nproma,nlev)       !< specific humidity [kg kg-1]
    real(wp), intent(inout), target :: tke(nproma,nlev+1)   !< turbulent kinetic energy on half levels [m2 s-2]
    real(wp), intent(inout), target :: km(nproma,nlev+1)    !< diffusivity of momentum, output [m2 s-1]
    real(wp), intent(inout), target :: kh(nproma,nlev+1)    !< diffusivity of heat and moisture, output [m2 s-1]
    real(wp), intent(inout), target :: ug(nproma,nlev)      !< zonal geostrophic wind [m s-1]
    real(wp), intent(inout), target :: vg(nproma,nlev)      !< meridional geostrophic wind [m s-1]
    real(wp), intent(inout), target :: fcor(nproma)         !< Coriolis parameter [s-1]
    real(wp), intent(inout), target :: z0m(nproma)          !< roughness length of momentum [m]
    real(wp), intent(inout), target :: z0h(nproma)          !< roughness length of heat and moisture [m]
    real(wp), intent(inout), target :: theta_s(nproma)      !< potential temperature of the surface [K]
    real(wp), intent(inout), target :: q_s(nproma)          !< specific humidity at the surface [kg kg-1]
    real(wp), intent(inout), target :: ustar(nproma)        !< friction velocity, output [m s-1]
    real(wp), intent(inout), target :: uw_s(nproma)         !< upward flux of zonal momentum; input if isfc = 1 [m2 s-2]
    real(wp), intent(inout), target :: vw_s(nproma)         !< upward flux of meridional momentum; input if isfc = 1 [m2 s-2]
    real(wp), intent(inout), target :: wtheta_s(nproma)     !< upward flux of potential temperature; input if isfc = 1 [K m s-1]
    real(wp), intent(inout), target :: wq_s(nproma)         !< upward flux of moisture; input if isfc = 1 [kg kg-1 m s-1]
    integer,  intent(out)           :: ierrstat             !< 0 on success
    character(len=*), intent(out)   :: yerrormsg            !< what is wrong and what to do; blank on success

    call turbdiff_init(nproma, nlev, dt, isfc, zf, zh, rho, u, v, theta, q, tke, km, kh, ug, vg, &
      &                fcor, z0m, z0h, theta_s, q_s, ustar, uw_s, vw_s, wtheta_s, wq_s, &
      &                ierrstat, yerrormsg)
  end subroutine f2py_turbdiff_init

  !> Advances the bound fields by one time step.
  subroutine f2py_turbdiff_run(ierrstat, yerrormsg)
    !isotach raises(ierrstat, yerrormsg)
    integer,          intent(out) :: ierrstat    !< 0 on success
    character(len=*), intent(out) :: yerrormsg   !< what is wrong and what to do; blank on success

    call turbdiff_run(ierrstat, yerrormsg)
  end subroutine f2py_turbdiff_run

  !> Lets the bound fields go.
  subroutine f2py_turbdiff_finalize()
    call turbdiff_finalize()
  end subroutine f2py_turbdiff_finalize

end module f2py_turbdiff_run_wrapper
