!> The granule: one-dimensional turbulence for a block of columns (init, run, finalize).
!!
!! `turbdiff_init` points at the caller's fields and copies nothing; `turbdiff_run` advances them by
!! one time step; `turbdiff_finalize` lets them go. The fields belong to the caller throughout.
!!
!! One step:
!!   surface fluxes -> diffusivities -> Coriolis force -> u, v -> theta, q -> TKE
!! The data region is in `turbdiff_step`: fields that are already on the device stay there.
module turbdiff

  use turb_kinds,     only: wp
  use turb_surface,   only: isfc_prescribed, isfc_bulk, surface_prescribed, surface_bulk
  use turb_closure,   only: diffusivities
  use turb_diffusion, only: diffusion_matrix, diffuse_fields, advance_tke
  use turb_forcing,   only: inertial_rotation

  implicit none
  private

  public :: turbdiff_init
  public :: turbdiff_run
  public :: turbdiff_finalize

  integer, parameter, public :: ierr_none      = 0   !< success
  integer, parameter, public :: ierr_state     = 1   !< init, run or finalize called out of order
  integer, parameter, public :: ierr_argument  = 2   !< a scalar argument is out of range
  integer, parameter, public :: ierr_grid      = 3   !< heights do not decrease with the level index
  integer, parameter, public :: ierr_roughness = 4   !< a roughness length is not positive
  integer, parameter, public :: ierr_shape     = 5   !< a field has another shape than the height of full levels asks for

  !> What the granule knows between calls.
  type :: t_granule
    logical  :: ready = .false.
    integer  :: nproma = 0
    integer  :: nlev = 0
    integer  :: isfc = 0
    real(wp) :: dt = 0.0_wp
    real(wp), pointer :: zf(:,:)     => null()
    real(wp), pointer :: zh(:,:)     => null()
    real(wp), pointer :: rho(:,:)    => null()
    real(wp), pointer :: u(:,:)      => null()
    real(wp), pointer :: v(:,:)      => null()
    real(wp), pointer :: theta(:,:)  => null()
    real(wp), pointer :: q(:,:)      => null()
    real(wp), pointer :: tke(:,:)    => null()
    real(wp), pointer :: km(:,:)     => null()
    real(wp), pointer :: kh(:,:)     => null()
    real(wp), pointer :: ug(:,:)     => null()
    real(wp), pointer :: vg(:,:)     => null()
    real(wp), pointer :: fcor(:)     => null()
    real(wp), pointer :: z0m(:)      => null()
    real(wp), pointer :: z0h(:)      => null()
    real(wp), pointer :: theta_s(:)  => null()
    real(wp), pointer :: q_s(:)      => null()
    real(wp), pointer :: ustar(:)    => null()
    real(wp), pointer :: uw_s(:)     => null()
    real(wp), pointer :: vw_s(:)     => null()
    real(wp), pointer :: wtheta_s(:) => null()
    real(wp), pointer :: wq_s(:)     => null()
  end type t_granule

  type(t_granule) :: granule

contains

  !> Checks the grid and keeps pointers to all fields.
  subroutine turbdiff_init(dt, isfc, zf, zh, rho, u, v, theta, q, tke, km, kh, ug, vg, &
      &                    fcor, z0m, z0h, theta_s, q_s, ustar, uw_s, vw_s, wtheta_s, wq_s, &
      &                    ierrstat, yerrormsg)
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
    real(wp), intent(inout), target :: km(:,:)              !< diffusivity of momentum [m2 s-1]
    real(wp), intent(inout), target :: kh(:,:)              !< diffusivity of heat and moisture [m2 s-1]
    real(wp), intent(inout), target :: ug(:,:)              !< zonal geostrophic wind [m s-1]
    real(wp), intent(inout), target :: vg(:,:)              !< meridional geostrophic wind [m s-1]
    real(wp), intent(inout), target :: fcor(:)              !< Coriolis parameter [s-1]
    real(wp), intent(inout), target :: z0m(:)               !< roughness length of momentum [m]
    real(wp), intent(inout), target :: z0h(:)               !< roughness length of heat and moisture [m]
    real(wp), intent(inout), target :: theta_s(:)           !< potential temperature of the surface [K]
    real(wp), intent(inout), target :: q_s(:)               !< specific humidity at the surface [kg kg-1]
    real(wp), intent(inout), target :: ustar(:)             !< friction velocity [m s-1]
    real(wp), intent(inout), target :: uw_s(:)              !< surface flux of zonal momentum [m2 s-2]
    real(wp), intent(inout), target :: vw_s(:)              !< surface flux of meridional momentum [m2 s-2]
    real(wp), intent(inout), target :: wtheta_s(:)          !< surface flux of potential temperature [K m s-1]
    real(wp), intent(inout), target :: wq_s(:)              !< surface flux of moisture [kg kg-1 m s-1]
    integer,  intent(out)           :: ierrstat             !< 0, or one of ierr_* above
    character(len=*), intent(out)   :: yerrormsg            !< what is wrong and what to do; blank on success

    integer :: nproma, nlev   ! columns in the block, full levels

    nproma = size(zf, 1)
    nlev = size(zf, 2)
    yerrormsg = ''

    if (granule%ready) then
      ierrstat = ierr_state
      yerrormsg = 'turbdiff_init: the granule is already initialised; call finalize before init'
      return
    end if
    if (nproma < 1 .or. nlev < 3) then
      ierrstat = ierr_argument
      yerrormsg = 'turbdiff_init: fields need at least 1 column and 3 levels; zf has fewer'
      return
    end if
    if (any([shape(rho) /= [nproma, nlev], shape(u) /= [nproma, nlev], shape(v) /= [nproma, nlev], &
      &      shape(theta) /= [nproma, nlev], shape(q) /= [nproma, nlev], shape(ug) /= [nproma, nlev], &
      &      shape(vg) /= [nproma, nlev]])) then
      ierrstat = ierr_shape
      write (yerrormsg, '(a,i0,a,i0,a)') 'turbdiff_init: fields on full levels have to be (', nproma, ',', nlev, &
        &   '), as zf is'
      return
    end if
    if (any([shape(zh) /= [nproma, nlev + 1], shape(tke) /= [nproma, nlev + 1], shape(km) /= [nproma, nlev + 1], &
      &      shape(kh) /= [nproma, nlev + 1]])) then
      ierrstat = ierr_shape
      write (yerrormsg, '(a,i0,a,i0,a)') 'turbdiff_init: fields on half levels have to be (', nproma, ',', nlev + 1, &
        &   '), one level more than zf has'
      return
    end if
    if (any([size(fcor), size(z0m), size(z0h), size(theta_s), size(q_s), size(ustar), size(uw_s), size(vw_s), &
      &      size(wtheta_s), size(wq_s)] /= nproma)) then
      ierrstat = ierr_shape
      write (yerrormsg, '(a,i0,a)') 'turbdiff_init: fields at the surface have to have ', nproma, ' columns, as zf has'
      return
    end if
    if (.not. dt > 0.0_wp) then
      ierrstat = ierr_argument
      yerrormsg = 'turbdiff_init: dt must be positive; give the time step in seconds'
      return
    end if
    if (isfc /= isfc_prescribed .and. isfc /= isfc_bulk) then
      ierrstat = ierr_argument
      yerrormsg = 'turbdiff_init: isfc must be 1 (prescribed fluxes) or 2 (bulk formulas)'
      return
    end if
    call check_columns(nproma, nlev, zf, zh, z0m, z0h, ierrstat)
    if (ierrstat == ierr_grid) then
      yerrormsg = 'turbdiff_init: heights must decrease with the level index (level 1 is the top) and ' // &
        &         'full level jk must lie between half levels jk and jk+1'
      return
    end if
    if (ierrstat == ierr_roughness) then
      yerrormsg = 'turbdiff_init: z0m and z0h must be positive; 0.1 m is a field of grass'
      return
    end if

    granule%nproma = nproma
    granule%nlev = nlev
    granule%isfc = isfc
    granule%dt = dt
    granule%zf       => zf
    granule%zh       => zh
    granule%rho      => rho
    granule%u        => u
    granule%v        => v
    granule%theta    => theta
    granule%q        => q
    granule%tke      => tke
    granule%km       => km
    granule%kh       => kh
    granule%ug       => ug
    granule%vg       => vg
    granule%fcor     => fcor
    granule%z0m      => z0m
    granule%z0h      => z0h
    granule%theta_s  => theta_s
    granule%q_s      => q_s
    granule%ustar    => ustar
    granule%uw_s     => uw_s
    granule%vw_s     => vw_s
    granule%wtheta_s => wtheta_s
    granule%wq_s     => wq_s
    granule%ready = .true.
  end subroutine turbdiff_init

  !> Advances the fields given to `turbdiff_init` by one time step.
  subroutine turbdiff_run(ierrstat, yerrormsg)
    integer,          intent(out) :: ierrstat    !< 0 or ierr_state
    character(len=*), intent(out) :: yerrormsg   !< what is wrong and what to do; blank on success

    ierrstat = ierr_none
    yerrormsg = ''
    if (.not. granule%ready) then
      ierrstat = ierr_state
      yerrormsg = 'turbdiff_run: the granule is not initialised; call init before run'
      return
    end if

    call turbdiff_step(granule%nproma, granule%nlev, granule%dt, granule%isfc, granule%zf, granule%zh, &
      & granule%rho, granule%u, granule%v, granule%theta, granule%q, granule%tke, granule%km, granule%kh, &
      & granule%ug, granule%vg, granule%fcor, granule%z0m, granule%z0h, granule%theta_s, granule%q_s, &
      & granule%ustar, granule%uw_s, granule%vw_s, granule%wtheta_s, granule%wq_s)
  end subroutine turbdiff_run

  !> Lets all fields go; calling it twice does no harm.
  subroutine turbdiff_finalize()
    granule = t_granule()
  end subroutine turbdiff_finalize

  !> Looks for heights out of order and for roughness lengths that are not positive. It runs where
  !! the fields are, hence as a device loop.
  subroutine check_columns(nproma, nlev, zf, zh, z0m, z0h, ierrstat)
    integer,  intent(in)  :: nproma              !< columns in the block
    integer,  intent(in)  :: nlev                !< full levels
    real(wp), intent(in)  :: zf(:,:)             !< height of full levels [m]
    real(wp), intent(in)  :: zh(:,:)             !< height of half levels [m]
    real(wp), intent(in)  :: z0m(:)              !< roughness length of momentum [m]
    real(wp), intent(in)  :: z0h(:)              !< roughness length of heat and moisture [m]
    integer,  intent(out) :: ierrstat            !< ierr_none, ierr_grid or ierr_roughness

    integer :: jc, jk, nbad_grid, nbad_z0

    nbad_grid = 0
    nbad_z0   = 0

    !$acc data copyin(zf, zh, z0m, z0h)

    !$acc parallel loop gang vector collapse(2) default(present) reduction(+:nbad_grid)
    do jk = 1, nlev
      do jc = 1, nproma
        if (.not. (zh(jc,jk) > zf(jc,jk) .and. zf(jc,jk) > zh(jc,jk+1))) nbad_grid = nbad_grid + 1
      end do
    end do

    !$acc parallel loop gang vector default(present) reduction(+:nbad_z0)
    do jc = 1, nproma
      if (.not. (z0m(jc) > 0.0_wp .and. z0h(jc) > 0.0_wp)) nbad_z0 = nbad_z0 + 1
    end do

    !$acc end data

    ierrstat = ierr_none
    if (nbad_z0 > 0) ierrstat = ierr_roughness
    if (nbad_grid > 0) ierrstat = ierr_grid
  end subroutine check_columns

  !> One time step. Every dummy is of assumed shape, here and below, so fields may have padded columns.
  subroutine turbdiff_step(nproma, nlev, dt, isfc, zf, zh, rho, u, v, theta, q, tke, km, kh, ug, vg, &
      &                    fcor, z0m, z0h, theta_s, q_s, ustar, uw_s, vw_s, wtheta_s, wq_s)
    integer,  intent(in)    :: nproma               !< columns in the block
    integer,  intent(in)    :: nlev                 !< full levels, the lowest is nlev
    real(wp), intent(in)    :: dt                   !< time step [s]
    integer,  intent(in)    :: isfc                 !< surface: 1 prescribed fluxes, 2 bulk formulas
    real(wp), intent(in)    :: zf(:,:)              !< height of full levels [m]
    real(wp), intent(in)    :: zh(:,:)              !< height of half levels [m]
    real(wp), intent(in)    :: rho(:,:)             !< air density [kg m-3]
    real(wp), intent(inout) :: u(:,:)               !< zonal wind [m s-1]
    real(wp), intent(inout) :: v(:,:)               !< meridional wind [m s-1]
    real(wp), intent(inout) :: theta(:,:)           !< potential temperature [K]
    real(wp), intent(inout) :: q(:,:)               !< specific humidity [kg kg-1]
    real(wp), intent(inout) :: tke(:,:)             !< turbulent kinetic energy [m2 s-2]
    real(wp), intent(out)   :: km(:,:)              !< diffusivity of momentum [m2 s-1]
    real(wp), intent(out)   :: kh(:,:)              !< diffusivity of heat and moisture [m2 s-1]
    real(wp), intent(in)    :: ug(:,:)              !< zonal geostrophic wind [m s-1]
    real(wp), intent(in)    :: vg(:,:)              !< meridional geostrophic wind [m s-1]
    real(wp), intent(in)    :: fcor(:)              !< Coriolis parameter [s-1]
    real(wp), intent(in)    :: z0m(:)               !< roughness length of momentum [m]
    real(wp), intent(in)    :: z0h(:)               !< roughness length of heat and moisture [m]
    real(wp), intent(in)    :: theta_s(:)           !< potential temperature of the surface [K]
    real(wp), intent(in)    :: q_s(:)               !< specific humidity at the surface [kg kg-1]
    real(wp), intent(out)   :: ustar(:)             !< friction velocity [m s-1]
    real(wp), intent(inout) :: uw_s(:)              !< surface flux of zonal momentum [m2 s-2]
    real(wp), intent(inout) :: vw_s(:)              !< surface flux of meridional momentum [m2 s-2]
    real(wp), intent(inout) :: wtheta_s(:)          !< surface flux of potential temperature [K m s-1]
    real(wp), intent(inout) :: wq_s(:)              !< surface flux of moisture [kg kg-1 m s-1]

    real(wp) :: length(nproma,nlev+1)   ! master length scale [m]
    real(wp) :: ktke(nproma,nlev+1)     ! diffusivity of TKE [m2 s-1]
    real(wp) :: lower(nproma,nlev)      ! factors of the diffusion matrix
    real(wp) :: diag(nproma,nlev)
    real(wp) :: upper(nproma,nlev)
    real(wp) :: trans_m(nproma)         ! transfer velocities at the ground [m s-1]
    real(wp) :: trans_h(nproma)
    real(wp) :: src_u(nproma)           ! explicit parts of the surface fluxes
    real(wp) :: src_v(nproma)
    real(wp) :: src_theta(nproma)
    real(wp) :: src_q(nproma)

    !$acc data copyin(zf, zh, rho, ug, vg, fcor, z0m, z0h, theta_s, q_s) &
    !$acc   copy(u, v, theta, q, tke, uw_s, vw_s, wtheta_s, wq_s) copyout(km, kh, ustar) &
    !$acc   create(length, ktke, lower, diag, upper, trans_m, trans_h, src_u, src_v, src_theta, src_q)

    if (isfc == isfc_bulk) then
      call surface_bulk(nproma, nlev, zf, zh, z0m, z0h, u, v, theta, q, theta_s, q_s, &
        &               trans_m, trans_h, src_u, src_v, src_theta, src_q, ustar)
    else
      call surface_prescribed(nproma, uw_s, vw_s, wtheta_s, wq_s, &
        &                     trans_m, trans_h, src_u, src_v, src_theta, src_q, ustar)
    end if

    call diffusivities(nproma, nlev, zf, zh, z0m, theta, q, tke, length, km, kh, ktke)

    call inertial_rotation(nproma, nlev, dt, fcor, ug, vg, u, v)

    call diffusion_matrix(nproma, nlev, dt, rho, zf, zh, km, trans_m, lower, diag, upper)
    call diffuse_fields(nproma, nlev, dt, rho, zh, lower, diag, upper, trans_m, src_u, u, uw_s, src_v, v, vw_s)

    call diffusion_matrix(nproma, nlev, dt, rho, zf, zh, kh, trans_h, lower, diag, upper)
    call diffuse_fields(nproma, nlev, dt, rho, zh, lower, diag, upper, trans_h, src_theta, theta, wtheta_s, &
      &                 src_q, q, wq_s)

    call advance_tke(nproma, nlev, dt, rho, zf, zh, u, v, theta, q, ustar, length, km, kh, ktke, tke)

    !$acc end data
  end subroutine turbdiff_step

end module turbdiff
