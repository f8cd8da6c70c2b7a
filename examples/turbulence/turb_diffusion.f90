!> Implicit vertical diffusion in flux form, for mean fields and for TKE.
!!
!! Levels are counted from the top: full level jk lies between half levels jk and jk+1, and the
!! ground is half level nlev+1. With the layer mass m = rho dz and upward fluxes
!! F = -rho K d(phi)/dz on half levels, backward Euler reads
!!
!!     m(jk) * (phi_new(jk) - phi_old(jk)) = dt * (F_new(jk+1) - F_new(jk)).
!!
!! What leaves a layer enters its neighbour, so sum(m phi) changes by the surface flux alone, to
!! round-off. Backward Euler is stable and monotone for any dt; second order in dz on smooth grids.
module turb_diffusion

  use turb_kinds,   only: wp
  use turb_closure, only: b1, tke_min, brunt_vaisala_squared
  use turb_tridiag, only: tridiag_factorise, tridiag_solve

  implicit none
  private

  public :: diffusion_matrix
  public :: diffuse_field
  public :: advance_tke
  public :: diffuse_constant_k

contains

  !> Assembles and factorises the matrix that all fields with the same diffusivity share.
  subroutine diffusion_matrix(nproma, nlev, dt, rho, zf, zh, k, trans, lower, diag, upper)
    integer,  intent(in)  :: nproma               !< columns in the block
    integer,  intent(in)  :: nlev                 !< full levels, the lowest is nlev
    real(wp), intent(in)  :: dt                   !< time step [s]
    real(wp), intent(in)  :: rho(nproma,nlev)     !< air density [kg m-3]
    real(wp), intent(in)  :: zf(nproma,nlev)      !< height of full levels [m]
    real(wp), intent(in)  :: zh(nproma,nlev+1)    !< height of half levels [m]
    real(wp), intent(in)  :: k(nproma,nlev+1)     !< diffusivity [m2 s-1]
    real(wp), intent(in)  :: trans(nproma)        !< transfer velocity at the ground [m s-1]
    real(wp), intent(out) :: lower(nproma,nlev)   !< subdiagonal [kg m-2]
    real(wp), intent(out) :: diag(nproma,nlev)    !< inverse pivots [m2 kg-1]
    real(wp), intent(out) :: upper(nproma,nlev)   !< superdiagonal of the unit upper factor [1]

    integer :: jc, jk

    ! Off-diagonals: minus the conductance of the face between two layers, times dt. The matrix is
    ! symmetric before it is factorised.
    !$acc parallel loop gang vector collapse(2) default(present)
    do jk = 2, nlev
      do jc = 1, nproma
        lower(jc,jk) = -dt * 0.5_wp * (rho(jc,jk-1) + rho(jc,jk)) * k(jc,jk) / (zf(jc,jk-1) - zf(jc,jk))
        upper(jc,jk-1) = lower(jc,jk)
      end do
    end do

    ! The ground is a face too. The solver ignores upper(nlev); the diagonal below needs it.
    !$acc parallel loop gang vector default(present)
    do jc = 1, nproma
      lower(jc,1) = 0.0_wp
      upper(jc,nlev) = -dt * rho(jc,nlev) * trans(jc)
    end do

    !$acc parallel loop gang vector collapse(2) default(present)
    do jk = 1, nlev
      do jc = 1, nproma
        diag(jc,jk) = rho(jc,jk) * (zh(jc,jk) - zh(jc,jk+1)) - lower(jc,jk) - upper(jc,jk)
      end do
    end do

    call tridiag_factorise(nproma, nlev, lower, diag, upper)
  end subroutine diffusion_matrix

  !> Advances one field by dt with a matrix of `diffusion_matrix`, and returns its surface flux.
  subroutine diffuse_field(nproma, nlev, dt, rho, zh, lower, diag, upper, trans, source, phi, flux)
    integer,  intent(in)    :: nproma               !< columns in the block
    integer,  intent(in)    :: nlev                 !< full levels, the lowest is nlev
    real(wp), intent(in)    :: dt                   !< time step [s]
    real(wp), intent(in)    :: rho(nproma,nlev)     !< air density [kg m-3]
    real(wp), intent(in)    :: zh(nproma,nlev+1)    !< height of half levels [m]
    real(wp), intent(in)    :: lower(nproma,nlev)   !< subdiagonal [kg m-2]
    real(wp), intent(in)    :: diag(nproma,nlev)    !< inverse pivots [m2 kg-1]
    real(wp), intent(in)    :: upper(nproma,nlev)   !< superdiagonal of the unit upper factor [1]
    real(wp), intent(in)    :: trans(nproma)        !< transfer velocity at the ground [m s-1]
    real(wp), intent(in)    :: source(nproma)       !< explicit part of the surface flux [phi m s-1]
    real(wp), intent(inout) :: phi(nproma,nlev)     !< the field [phi]
    real(wp), intent(out)   :: flux(nproma)         !< upward surface flux over this step [phi m s-1]

    integer :: jc, jk

    !$acc parallel loop gang vector collapse(2) default(present)
    do jk = 1, nlev
      do jc = 1, nproma
        phi(jc,jk) = rho(jc,jk) * (zh(jc,jk) - zh(jc,jk+1)) * phi(jc,jk)
        if (jk == nlev) phi(jc,jk) = phi(jc,jk) + dt * rho(jc,jk) * source(jc)
      end do
    end do

    call tridiag_solve(nproma, nlev, lower, diag, upper, phi)

    !$acc parallel loop gang vector default(present)
    do jc = 1, nproma
      flux(jc) = source(jc) - trans(jc) * phi(jc,nlev)
    end do
  end subroutine diffuse_field

  !> Advances TKE by dt: shear and buoyancy production, dissipation, vertical diffusion.
  !!
  !!     dE/dt = K_M S**2 - K_H N**2 - epsilon + 1/rho d/dz (rho K_TKE dE/dz),
  !!     epsilon = (2 E)**(3/2) / (b1 l).
  !!
  !! Sources are explicit and never negative, sinks are proportional to the new TKE (Patankar 1980),
  !! and dissipation is linearised about the old TKE: 1.5 epsilon E_new / E - 0.5 epsilon.
  !! All off-diagonals are negative and all right-hand sides positive, hence E stays positive for
  !! any dt, and nothing is clipped afterwards. An old E below the background counts as the
  !! background, so quiet air keeps a seed of turbulence. At the ground E = 0.5 b1**(2/3) ustar**2,
  !! the balance of production and dissipation in the logarithmic layer (Mellor and Yamada 1982); at
  !! the top E is the background.
  subroutine advance_tke(nproma, nlev, dt, rho, zf, zh, u, v, theta, q, ustar, length, km, kh, ktke, tke)
    integer,  intent(in)    :: nproma                  !< columns in the block
    integer,  intent(in)    :: nlev                    !< full levels, the lowest is nlev
    real(wp), intent(in)    :: dt                      !< time step [s]
    real(wp), intent(in)    :: rho(nproma,nlev)        !< air density [kg m-3]
    real(wp), intent(in)    :: zf(nproma,nlev)         !< height of full levels [m]
    real(wp), intent(in)    :: zh(nproma,nlev+1)       !< height of half levels [m]
    real(wp), intent(in)    :: u(nproma,nlev)          !< zonal wind [m s-1]
    real(wp), intent(in)    :: v(nproma,nlev)          !< meridional wind [m s-1]
    real(wp), intent(in)    :: theta(nproma,nlev)      !< potential temperature [K]
    real(wp), intent(in)    :: q(nproma,nlev)          !< specific humidity [kg kg-1]
    real(wp), intent(in)    :: ustar(nproma)           !< friction velocity [m s-1]
    real(wp), intent(in)    :: length(nproma,nlev+1)   !< master length scale [m]
    real(wp), intent(in)    :: km(nproma,nlev+1)       !< diffusivity of momentum [m2 s-1]
    real(wp), intent(in)    :: kh(nproma,nlev+1)       !< diffusivity of heat [m2 s-1]
    real(wp), intent(in)    :: ktke(nproma,nlev+1)     !< diffusivity of TKE [m2 s-1]
    real(wp), intent(inout) :: tke(nproma,nlev+1)      !< turbulent kinetic energy [m2 s-2]

    real(wp) :: lower(nproma,nlev+1)   ! matrix of the half levels, boundary rows included
    real(wp) :: diag(nproma,nlev+1)
    real(wp) :: upper(nproma,nlev+1)

    integer  :: jc, jk
    real(wp) :: dz, mass, above, below, shear2, n2, e, source, sink, epsilon

    !$acc data create(lower, diag, upper)

    !$acc parallel loop gang vector collapse(2) default(present) &
    !$acc   private(dz, mass, above, below, shear2, n2, e, source, sink, epsilon)
    do jk = 2, nlev
      do jc = 1, nproma
        dz     = zf(jc,jk-1) - zf(jc,jk)
        mass   = 0.5_wp * (rho(jc,jk-1) + rho(jc,jk)) * dz
        above  = dt * rho(jc,jk-1) * 0.5_wp * (ktke(jc,jk-1) + ktke(jc,jk)) / (zh(jc,jk-1) - zh(jc,jk))
        below  = dt * rho(jc,jk)   * 0.5_wp * (ktke(jc,jk) + ktke(jc,jk+1)) / (zh(jc,jk) - zh(jc,jk+1))

        shear2 = ((u(jc,jk-1) - u(jc,jk))**2 + (v(jc,jk-1) - v(jc,jk))**2) / dz**2
        n2     = brunt_vaisala_squared(theta(jc,jk-1), q(jc,jk-1), theta(jc,jk), q(jc,jk), dz)
        e      = max(tke(jc,jk), tke_min)
        epsilon = 2.0_wp * e * sqrt(2.0_wp * e) / (b1 * length(jc,jk))
        source = km(jc,jk) * shear2 + kh(jc,jk) * max(-n2, 0.0_wp) + 0.5_wp * epsilon
        sink   = (kh(jc,jk) * max(n2, 0.0_wp) + 1.5_wp * epsilon) / e

        lower(jc,jk) = -above
        upper(jc,jk) = -below
        diag(jc,jk)  = mass * (1.0_wp + dt * sink) + above + below
        tke(jc,jk)   = mass * (e + dt * source)
      end do
    end do

    !$acc parallel loop gang vector default(present)
    do jc = 1, nproma
      lower(jc,1) = 0.0_wp
      diag(jc,1)  = 1.0_wp
      upper(jc,1) = 0.0_wp
      tke(jc,1)   = tke_min
      lower(jc,nlev+1) = 0.0_wp
      diag(jc,nlev+1)  = 1.0_wp
      upper(jc,nlev+1) = 0.0_wp
      tke(jc,nlev+1)   = max(0.5_wp * b1**(2.0_wp / 3.0_wp) * ustar(jc)**2, tke_min)
    end do

    call tridiag_factorise(nproma, nlev + 1, lower, diag, upper)
    call tridiag_solve(nproma, nlev + 1, lower, diag, upper, tke)

    !$acc end data
  end subroutine advance_tke

  !> Pure diffusion of one field with constant diffusivity, unit density and no flux through the
  !! boundaries: nstep steps of the very code that serves u, v, theta and q, for convergence tests.
  subroutine diffuse_constant_k(nproma, nlev, nstep, dt, k, zf, zh, phi)
    integer,  intent(in)    :: nproma              !< columns in the block
    integer,  intent(in)    :: nlev                !< full levels
    integer,  intent(in)    :: nstep               !< number of time steps
    real(wp), intent(in)    :: dt                  !< time step [s]
    real(wp), intent(in)    :: k                   !< diffusivity [m2 s-1]
    real(wp), intent(in)    :: zf(nproma,nlev)     !< height of full levels, from the top down [m]
    real(wp), intent(in)    :: zh(nproma,nlev+1)   !< height of half levels, from the top down [m]
    real(wp), intent(inout) :: phi(nproma,nlev)    !< the field [any unit]

    real(wp) :: rho(nproma,nlev)
    real(wp) :: kfield(nproma,nlev+1)
    real(wp) :: lower(nproma,nlev)
    real(wp) :: diag(nproma,nlev)
    real(wp) :: upper(nproma,nlev)
    real(wp) :: trans(nproma)
    real(wp) :: source(nproma)
    real(wp) :: flux(nproma)

    integer :: jc, jk, jstep

    !$acc data copyin(zf, zh) copy(phi) create(rho, kfield, lower, diag, upper, trans, source, flux)

    !$acc parallel loop gang vector collapse(2) default(present)
    do jk = 1, nlev
      do jc = 1, nproma
        rho(jc,jk)    = 1.0_wp
        kfield(jc,jk) = k
      end do
    end do

    !$acc parallel loop gang vector default(present)
    do jc = 1, nproma
      kfield(jc,nlev+1) = k
      trans(jc)  = 0.0_wp
      source(jc) = 0.0_wp
    end do

    call diffusion_matrix(nproma, nlev, dt, rho, zf, zh, kfield, trans, lower, diag, upper)
    do jstep = 1, nstep
      call diffuse_field(nproma, nlev, dt, rho, zh, lower, diag, upper, trans, source, phi, flux)
    end do

    !$acc end data
  end subroutine diffuse_constant_k

end module turb_diffusion
