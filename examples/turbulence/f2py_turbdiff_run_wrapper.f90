!> The granule as Python sees it: three procedures and nothing else.
!!
!! All arrays of `f2py_turbdiff_init` are INTENT(INOUT) and TARGET: Python passes its own memory, the
!! granule points at it, and every run works in place. Setting `theta_s[:] = ...` in Python between two
!! runs is therefore how the surface cools. They are of assumed shape, so columns may be padded.
module f2py_turbdiff_run_wrapper

  use turb_kinds, only: wp
  use turbdiff,   only: turbdiff_init, turbdiff_run, turbdiff_finalize

  implicit none
  private

  public :: f2py_turbdiff_init
  public :: f2py_turbdiff_run
  public :: f2py_turbdiff_finalize

contains

  !> Binds a block of columns to the granule. Fields on full levels are (nproma,nlev), on half levels
  !! (nproma,nlev+1), at the surface (nproma).
  subroutine f2py_turbdiff_init(dt, isfc, zf, zh, rho, u, v, theta, q, tke, km, kh, ug, vg, &
      &                         fcor, z0m, z0h, theta_s, q_s, ustar, uw_s, vw_s, wtheta_s, wq_s, &
      &                         ierrstat, yerrormsg)
    !isotach keep(until=f2py_turbdiff_finalize)
    !isotach raises(ierrstat, yerrormsg)
    real(wp), intent(in)            :: dt                   !< time step [s]
    integer,  intent(in)            :: isfc                 !< surface: 1 prescribed fluxes, 2 bulk formulas
    real(wp), intent(inout), target :: zf(:,:)              !< height of full levels [m]
    real(wp), intent(inout), target :: zh(:,:)              !< height of half levels, the ground is nlev+1 [m]
    real(wp), intent(inout), target :: rho(:,:)             !< air density [kg m-3]
    real(wp), intent(inout), target :: u(:,:)               !< zonal wind [m s-1]
    real(wp), intent(inout), target :: v(:,:)               !< meridional wind [m s-1]
    real(wp), intent(inout), target :: theta(:,:)           !< potential temperature [K]
    real(wp), intent(inout), target :: q(:,:)               !< specific humidity [kg kg-1]
    real(wp), intent(inout), target :: tke(:,:)             !< turbulent kinetic energy on half levels [m2 s-2]
    real(wp), intent(inout), target :: km(:,:)              !< diffusivity of momentum, output [m2 s-1]
    real(wp), intent(inout), target :: kh(:,:)              !< diffusivity of heat and moisture, output [m2 s-1]
    real(wp), intent(inout), target :: ug(:,:)              !< zonal geostrophic wind [m s-1]
    real(wp), intent(inout), target :: vg(:,:)              !< meridional geostrophic wind [m s-1]
    real(wp), intent(inout), target :: fcor(:)              !< Coriolis parameter [s-1]
    real(wp), intent(inout), target :: z0m(:)               !< roughness length of momentum [m]
    real(wp), intent(inout), target :: z0h(:)               !< roughness length of heat and moisture [m]
    real(wp), intent(inout), target :: theta_s(:)           !< potential temperature of the surface [K]
    real(wp), intent(inout), target :: q_s(:)               !< specific humidity at the surface [kg kg-1]
    real(wp), intent(inout), target :: ustar(:)             !< friction velocity, output [m s-1]
    real(wp), intent(inout), target :: uw_s(:)              !< upward flux of zonal momentum; input if isfc = 1 [m2 s-2]
    real(wp), intent(inout), target :: vw_s(:)              !< upward flux of meridional momentum; input if isfc = 1 [m2 s-2]
    real(wp), intent(inout), target :: wtheta_s(:)          !< upward flux of potential temperature; input if isfc = 1 [K m s-1]
    real(wp), intent(inout), target :: wq_s(:)              !< upward flux of moisture; input if isfc = 1 [kg kg-1 m s-1]
    integer,  intent(out)           :: ierrstat             !< 0 on success
    character(len=*), intent(out)   :: yerrormsg            !< what is wrong and what to do; blank on success

    call turbdiff_init(dt, isfc, zf, zh, rho, u, v, theta, q, tke, km, kh, ug, vg, &
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
