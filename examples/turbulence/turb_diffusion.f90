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
  public :: diffuse_fields
  public :: advance_tke
  public :: diffuse_constant_k

contains

  !> Assembles and factorises the matrix that all fields with the same diffusivity share.
  subroutine diffusion_matrix(nproma, nlev, dt, rho, zf, zh, k, trans, lower, diag, upper)
    integer,  intent(in)  :: nproma               !< columns in the block
    integer,  intent(in)  :: nlev                 !< full levels, the lowest is nlev
    real(wp), intent(in)  :: dt                   !< time step [s]
    real(wp), intent(in)  :: rho(:,:)             !< air density [kg m-3]
    real(wp), intent(in)  :: zf(:,:)              !< height of full levels [m]
    real(wp), intent(in)  :: zh(:,:)              !< height of half levels [m]
    real(wp), intent(in)  :: k(:,:)               !< diffusivity [m2 s-1]
    real(wp), intent(in)  :: trans(:)             !< transfer velocity at the ground [m s-1]
    real(wp), intent(out) :: lower(:,:)           !< subdiagonal [kg m-2]
    real(wp), intent(out) :: diag(:,:)            !< inverse pivots [m2 kg-1]
    real(wp), intent(out) :: upper(:,:)           !< superdiagonal of the unit upper factor [1]

    integer  :: jc, jk
    real(wp) :: above, below   ! conductances of a layer's two faces, times dt

    ! The matrix is symmetric before it is factorised. Nothing crosses the model top; the ground is a
    ! face too, and the solver ignores upper(nlev).
    !$acc parallel loop gang vector collapse(2) default(present) private(above, below)
    do jk = 1, nlev
      do jc = 1, nproma
        above = 0.0_wp
        if (jk > 1) above = dt * 0.5_wp * (rho(jc,jk-1) + rho(jc,jk)) * k(jc,jk) / (zf(jc,jk-1) - zf(jc,jk))
        if (jk < nlev) then
          below = dt * 0.5_wp * (rho(jc,jk) + rho(jc,jk+1)) * k(jc,jk+1) / (zf(jc,jk) - zf(jc,jk+1))
        else
          below = dt * rho(jc,jk) * trans(jc)
        end if
        lower(jc,jk) = -above
        upper(jc,jk) = -below
        diag(jc,jk)  = rho(jc,jk) * (zh(jc,jk) - zh(jc,jk+1)) + above + below
      end do
    end do

    call tridiag_factorise(nproma, nlev, lower, diag, upper)
  end subroutine diffusion_matrix

  !> Advances two fields by dt with a matrix of `diffusion_matrix`, and returns their surface fluxes.
  !!
  !! One walk down and up each column does everything: right-hand sides, solution (`turb_tridiag`) and
  !! fluxes. On a GPU the factors are then read once for both fields, and each launch costs time.
  subroutine diffuse_fields(nproma, nlev, dt, rho, zh, lower, diag, upper, trans, source1, phi1, flux1, &
      &                     source2, phi2, flux2)
    integer,  intent(in)    :: nproma        !< columns in the block
    integer,  intent(in)    :: nlev          !< full levels, the lowest is nlev
    real(wp), intent(in)    :: dt            !< time step [s]
    real(wp), intent(in)    :: rho(:,:)      !< air density [kg m-3]
    real(wp), intent(in)    :: zh(:,:)       !< height of half levels [m]
    real(wp), intent(in)    :: lower(:,:)    !< subdiagonal [kg m-2]
    real(wp), intent(in)    :: diag(:,:)     !< inverse pivots [m2 kg-1]
    real(wp), intent(in)    :: upper(:,:)    !< superdiagonal of the unit upper factor [1]
    real(wp), intent(in)    :: trans(:)      !< transfer velocity at the ground [m s-1]
    real(wp), intent(in)    :: source1(:)    !< explicit part of the surface flux [phi1 m s-1]
    real(wp), intent(inout) :: phi1(:,:)     !< the first field [phi1]
    real(wp), intent(out)   :: flux1(:)      !< upward surface flux over this step [phi1 m s-1]
    real(wp), intent(in)    :: source2(:)    !< explicit part of the surface flux [phi2 m s-1]
    real(wp), intent(inout) :: phi2(:,:)     !< the second field [phi2]
    real(wp), intent(out)   :: flux2(:)      !< upward surface flux over this step [phi2 m s-1]

    integer  :: jc, jk
    real(wp) :: mass, rhs1, rhs2

    !$acc parallel loop gang vector default(present) private(mass, rhs1, rhs2)
    do jc = 1, nproma
      mass = rho(jc,1) * (zh(jc,1) - zh(jc,2))
      phi1(jc,1) = mass * phi1(jc,1) * diag(jc,1)
      phi2(jc,1) = mass * phi2(jc,1) * diag(jc,1)
      !$acc loop seq
      do jk = 2, nlev
        mass = rho(jc,jk) * (zh(jc,jk) - zh(jc,jk+1))
        rhs1 = mass * phi1(jc,jk)
        rhs2 = mass * phi2(jc,jk)
        if (jk == nlev) then
          rhs1 = rhs1 + dt * rho(jc,jk) * source1(jc)
          rhs2 = rhs2 + dt * rho(jc,jk) * source2(jc)
        end if
        phi1(jc,jk) = (rhs1 - lower(jc,jk) * phi1(jc,jk-1)) * diag(jc,jk)
        phi2(jc,jk) = (rhs2 - lower(jc,jk) * phi2(jc,jk-1)) * diag(jc,jk)
      end do
      flux1(jc) = source1(jc) - trans(jc) * phi1(jc,nlev)
      flux2(jc) = source2(jc) - trans(jc) * phi2(jc,nlev)
      !$acc loop seq
      do jk = nlev - 1, 1, -1
        phi1(jc,jk) = phi1(jc,jk) - upper(jc,jk) * phi1(jc,jk+1)
        phi2(jc,jk) = phi2(jc,jk) - upper(jc,jk) * phi2(jc,jk+1)
      end do
    end do
  end subroutine diffuse_fields

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
    real(wp), intent(in)    :: rho(:,:)                !< air density [kg m-3]
    real(wp), intent(in)    :: zf(:,:)                 !< height of full levels [m]
    real(wp), intent(in)    :: zh(:,:)                 !< height of half levels [m]
    real(wp), intent(in)    :: u(:,:)                  !< zonal wind [m s-1]
    real(wp), intent(in)    :: v(:,:)                  !< meridional wind [m s-1]
    real(wp), intent(in)    :: theta(:,:)              !< potential temperature [K]
    real(wp), intent(in)    :: q(:,:)                  !< specific humidity [kg kg-1]
    real(wp), intent(in)    :: ustar(:)                !< friction velocity [m s-1]
    real(wp), intent(in)    :: length(:,:)             !< master length scale [m]
    real(wp), intent(in)    :: km(:,:)                 !< diffusivity of momentum [m2 s-1]
    real(wp), intent(in)    :: kh(:,:)                 !< diffusivity of heat [m2 s-1]
    real(wp), intent(in)    :: ktke(:,:)               !< diffusivity of TKE [m2 s-1]
    real(wp), intent(inout) :: tke(:,:)                !< turbulent kinetic energy [m2 s-2]

    real(wp) :: lower(nproma,nlev+1)   ! matrix of the half levels, boundary rows included
    real(wp) :: diag(nproma,nlev+1)
    real(wp) :: upper(nproma,nlev+1)

    integer  :: jc, jk
    real(wp) :: dz, mass, above, below, shear2, n2, e, source, sink, epsilon

    !$acc data create(lower, diag, upper)

    !$acc parallel loop gang vector collapse(2) default(present) &
    !$acc   private(dz, mass, above, below, shear2, n2, e, source, sink, epsilon)
    do jk = 1, nlev + 1
      do jc = 1, nproma
        if (jk > 1 .and. jk <= nlev) then
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
        else
          lower(jc,jk) = 0.0_wp
          diag(jc,jk)  = 1.0_wp
          upper(jc,jk) = 0.0_wp
          tke(jc,jk)   = tke_min
          if (jk > 1) tke(jc,jk) = max(0.5_wp * b1**(2.0_wp / 3.0_wp) * ustar(jc)**2, tke_min)
        end if
      end do
    end do

    call tridiag_factorise(nproma, nlev + 1, lower, diag, upper)
    call tridiag_solve(nproma, nlev + 1, lower, diag, upper, tke)

    !$acc end data
  end subroutine advance_tke

  !> Pure diffusion of one field with constant diffusivity, unit density and no flux through the
  !! boundaries: nstep steps of the very code that serves u, v, theta and q, for convergence tests. The
  !! second field that it advances is a copy.
  subroutine diffuse_constant_k(nstep, dt, k, zf, zh, phi)
    integer,  intent(in)    :: nstep               !< number of time steps
    real(wp), intent(in)    :: dt                  !< time step [s]
    real(wp), intent(in)    :: k                   !< diffusivity [m2 s-1]
    real(wp), intent(in)    :: zf(:,:)             !< height of full levels, from the top down, (nproma,nlev) [m]
    real(wp), intent(in)    :: zh(:,:)             !< height of half levels, from the top down, (nproma,nlev+1) [m]
    real(wp), intent(inout) :: phi(:,:)            !< the field, (nproma,nlev) [any unit]

    real(wp) :: rho(size(phi,1),size(phi,2))
    real(wp) :: kfield(size(phi,1),size(phi,2)+1)
    real(wp) :: lower(size(phi,1),size(phi,2))
    real(wp) :: diag(size(phi,1),size(phi,2))
    real(wp) :: upper(size(phi,1),size(phi,2))
    real(wp) :: trans(size(phi,1))
    real(wp) :: source(size(phi,1))
    real(wp) :: flux(size(phi,1))
    real(wp) :: copy_of_phi(size(phi,1),size(phi,2))
    real(wp) :: copy_of_flux(size(phi,1))

    integer :: nproma, nlev, jc, jk, jstep

    nproma = size(phi, 1)
    nlev = size(phi, 2)

    !$acc data copyin(zf, zh) copy(phi) create(rho, kfield, lower, diag, upper, trans, source, flux) &
    !$acc   create(copy_of_phi, copy_of_flux)

    !$acc parallel loop gang vector collapse(2) default(present)
    do jk = 1, nlev
      do jc = 1, nproma
        rho(jc,jk)    = 1.0_wp
        kfield(jc,jk) = k
        copy_of_phi(jc,jk) = phi(jc,jk)
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
      call diffuse_fields(nproma, nlev, dt, rho, zh, lower, diag, upper, trans, source, phi, flux, &
        &                 source, copy_of_phi, copy_of_flux)
    end do

    !$acc end data
  end subroutine diffuse_constant_k

end module turb_diffusion
