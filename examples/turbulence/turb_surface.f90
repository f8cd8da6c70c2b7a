!> Turbulent fluxes at the ground: prescribed, or bulk formulas after Monin and Obukhov.
!!
!! Both give the same two numbers a variable needs from below. The upward kinematic flux is
!!
!!     flux = source - transfer * phi(lowest level, new time),
!!
!! so the implicit solver treats prescribed fluxes (transfer = 0) and bulk fluxes
!! (source = transfer * phi_surface) alike, and the flux it used is known exactly afterwards.
!!
!! Sources:
!!   Dyer (1974), Bound.-Layer Meteor. 7, 363-372: profile functions in unstable air.
!!   Paulson (1970), J. Appl. Meteor. 9, 857-861: their integrals.
!!   Beare et al. (2006), Bound.-Layer Meteor. 118, 247-272: profile functions in stable air (GABLS1).
!!   Beljaars (1995), Q. J. R. Meteorol. Soc. 121, 255-270: gusts in free convection.
module turb_surface

  use turb_kinds,     only: wp
  use turb_constants, only: grav, von_karman, vtmpc1

  implicit none
  private

  public :: surface_prescribed
  public :: surface_bulk

  integer, parameter, public :: isfc_prescribed = 1   !< fluxes are input
  integer, parameter, public :: isfc_bulk       = 2   !< fluxes follow from theta_s and q_s

  real(wp), parameter :: beta_m   = 4.8_wp      !< stable: phi_m = 1 + beta_m * zeta (Beare et al. 2006) [1]
  real(wp), parameter :: beta_h   = 7.8_wp      !< stable: phi_h = 1 + beta_h * zeta (Beare et al. 2006) [1]
  real(wp), parameter :: gamma_mh = 16.0_wp     !< unstable: phi_m**4 = phi_h**2 = 1 / (1 - gamma * zeta) (Dyer 1974) [1]
  real(wp), parameter :: zeta_max = 10.0_wp     !< most stable z / L; keeps a trickle of flux beyond critical Ri [1]
  real(wp), parameter :: zeta_min = -20.0_wp    !< most unstable z / L [1]
  real(wp), parameter :: wind_min = 0.1_wp      !< smallest wind speed in the bulk formulas [m s-1]
  real(wp), parameter :: z_conv   = 1000.0_wp   !< depth of convection that feeds the gusts (Beljaars 1995) [m]
  integer,  parameter :: n_iter   = 8           !< fixed-point steps for unstable z / L; fluxes within 5e-4 of the limit

contains

  !> Integrated profile function of momentum, unstable side (Paulson 1970).
  pure function psi_m(zeta) result(psi)
    !$acc routine seq
    real(wp), intent(in) :: zeta   !< z / L, at most 0 [1]
    real(wp)             :: psi    !< correction to the logarithm [1]

    real(wp), parameter :: half_pi = 1.5707963267948966_wp
    real(wp) :: x

    x = sqrt(sqrt(1.0_wp - gamma_mh * zeta))
    psi = 2.0_wp * log(0.5_wp * (1.0_wp + x)) + log(0.5_wp * (1.0_wp + x * x)) - 2.0_wp * atan(x) + half_pi
  end function psi_m

  !> Integrated profile function of heat, unstable side (Paulson 1970).
  pure function psi_h(zeta) result(psi)
    !$acc routine seq
    real(wp), intent(in) :: zeta   !< z / L, at most 0 [1]
    real(wp)             :: psi    !< correction to the logarithm [1]

    psi = 2.0_wp * log(0.5_wp * (1.0_wp + sqrt(1.0_wp - gamma_mh * zeta)))
  end function psi_h

  !> Profile corrections from the bulk Richardson number in stable air.
  !!
  !! With linear profile functions, ri = zeta * (log_h + beta_h zeta) / (log_m + beta_m zeta)**2 is
  !! a quadratic in zeta = z / L with one positive root below the critical ri = beta_h / beta_m**2.
  pure function zeta_stable(ri, log_m, log_h) result(zeta)
    !$acc routine seq
    real(wp), intent(in) :: ri      !< bulk Richardson number, at least 0 [1]
    real(wp), intent(in) :: log_m   !< log(1 + z / z0m) [1]
    real(wp), intent(in) :: log_h   !< log(1 + z / z0h) [1]
    real(wp)             :: zeta    !< z / L, at most zeta_max [1]

    real(wp) :: a, b, c, root

    a = beta_h - ri * beta_m**2
    b = log_h - 2.0_wp * ri * log_m * beta_m
    c = ri * log_m**2
    zeta = zeta_max
    if (a > 0.0_wp) then
      root = b + sqrt(b * b + 4.0_wp * a * c)
      if (root * zeta_max > 2.0_wp * c) zeta = 2.0_wp * c / root
    end if
  end function zeta_stable

  !> Sources and transfer velocities from prescribed kinematic fluxes.
  subroutine surface_prescribed(nproma, uw_s, vw_s, wtheta_s, wq_s, &
      &                         trans_m, trans_h, src_u, src_v, src_theta, src_q, ustar)
    integer,  intent(in)  :: nproma              !< columns in the block
    real(wp), intent(in)  :: uw_s(:)             !< upward flux of zonal momentum [m2 s-2]
    real(wp), intent(in)  :: vw_s(:)             !< upward flux of meridional momentum [m2 s-2]
    real(wp), intent(in)  :: wtheta_s(:)         !< upward flux of potential temperature [K m s-1]
    real(wp), intent(in)  :: wq_s(:)             !< upward flux of moisture [kg kg-1 m s-1]
    real(wp), intent(out) :: trans_m(:)          !< transfer velocity of momentum [m s-1]
    real(wp), intent(out) :: trans_h(:)          !< transfer velocity of heat and moisture [m s-1]
    real(wp), intent(out) :: src_u(:)            !< explicit part of uw_s [m2 s-2]
    real(wp), intent(out) :: src_v(:)            !< explicit part of vw_s [m2 s-2]
    real(wp), intent(out) :: src_theta(:)        !< explicit part of wtheta_s [K m s-1]
    real(wp), intent(out) :: src_q(:)            !< explicit part of wq_s [kg kg-1 m s-1]
    real(wp), intent(out) :: ustar(:)            !< friction velocity [m s-1]

    integer :: jc

    !$acc parallel loop gang vector default(present)
    do jc = 1, nproma
      trans_m(jc)   = 0.0_wp
      trans_h(jc)   = 0.0_wp
      src_u(jc)     = uw_s(jc)
      src_v(jc)     = vw_s(jc)
      src_theta(jc) = wtheta_s(jc)
      src_q(jc)     = wq_s(jc)
      ustar(jc)     = sqrt(sqrt(uw_s(jc)**2 + vw_s(jc)**2))
    end do
  end subroutine surface_prescribed

  !> Sources and transfer velocities from the bulk formulas.
  !!
  !! flux = -C |U| (phi - phi_s) with C_m = (kappa / F_m)**2 and C_h = kappa**2 / (F_m F_h), where F
  !! is the logarithm with its stability correction. A gust velocity of free convection is part of
  !! |U|, so that heat leaves a warm surface in calm air.
  subroutine surface_bulk(nproma, nlev, zf, zh, z0m, z0h, u, v, theta, q, theta_s, q_s, &
      &                   trans_m, trans_h, src_u, src_v, src_theta, src_q, ustar)
    integer,  intent(in)  :: nproma              !< columns in the block
    integer,  intent(in)  :: nlev                !< full levels, the lowest is nlev
    real(wp), intent(in)  :: zf(:,:)             !< height of full levels [m]
    real(wp), intent(in)  :: zh(:,:)             !< height of half levels, the ground is nlev+1 [m]
    real(wp), intent(in)  :: z0m(:)              !< roughness length of momentum [m]
    real(wp), intent(in)  :: z0h(:)              !< roughness length of heat and moisture [m]
    real(wp), intent(in)  :: u(:,:)              !< zonal wind [m s-1]
    real(wp), intent(in)  :: v(:,:)              !< meridional wind [m s-1]
    real(wp), intent(in)  :: theta(:,:)          !< potential temperature [K]
    real(wp), intent(in)  :: q(:,:)              !< specific humidity [kg kg-1]
    real(wp), intent(in)  :: theta_s(:)          !< potential temperature of the surface [K]
    real(wp), intent(in)  :: q_s(:)              !< specific humidity at the surface [kg kg-1]
    real(wp), intent(out) :: trans_m(:)          !< transfer velocity of momentum [m s-1]
    real(wp), intent(out) :: trans_h(:)          !< transfer velocity of heat and moisture [m s-1]
    real(wp), intent(out) :: src_u(:)            !< explicit part of the zonal momentum flux [m2 s-2]
    real(wp), intent(out) :: src_v(:)            !< explicit part of the meridional momentum flux [m2 s-2]
    real(wp), intent(out) :: src_theta(:)        !< explicit part of the heat flux [K m s-1]
    real(wp), intent(out) :: src_q(:)            !< explicit part of the moisture flux [kg kg-1 m s-1]
    real(wp), intent(out) :: ustar(:)            !< friction velocity, gusts included [m s-1]

    integer  :: jc, iter
    real(wp) :: z, log_m, log_h, thv, thv_s, buoy, wind2, speed, ri, zeta, fm, fh, wb, rm, rh

    !$acc parallel loop gang vector default(present) &
    !$acc   private(z, log_m, log_h, thv, thv_s, buoy, wind2, speed, ri, zeta, fm, fh, wb, rm, rh)
    do jc = 1, nproma
      z     = zf(jc,nlev) - zh(jc,nlev+1)
      rm    = z0m(jc) / z
      rh    = z0h(jc) / z
      log_m = log(1.0_wp + 1.0_wp / rm)
      log_h = log(1.0_wp + 1.0_wp / rh)
      thv   = theta(jc,nlev) * (1.0_wp + vtmpc1 * q(jc,nlev))
      thv_s = theta_s(jc) * (1.0_wp + vtmpc1 * q_s(jc))
      buoy  = grav * (thv - thv_s) / thv
      wind2 = max(u(jc,nlev)**2 + v(jc,nlev)**2, wind_min**2)
      speed = sqrt(wind2)

      if (buoy >= 0.0_wp) then
        zeta = zeta_stable(buoy * z / wind2, log_m, log_h)
        fm = log_m + beta_m * zeta
        fh = log_h + beta_h * zeta
      else
        fm = log_m
        fh = log_h
        !$acc loop seq
        do iter = 1, n_iter
          wb    = -von_karman**2 * speed * buoy / (fm * fh)   ! surface buoyancy flux [m2 s-3]
          speed = sqrt(wind2 + (z_conv * wb)**(2.0_wp / 3.0_wp))
          ri    = buoy * z / speed**2
          zeta  = max(ri * fm**2 / fh, zeta_min)
          fm = log_m - psi_m(zeta * (1.0_wp + rm)) + psi_m(zeta * rm)
          fh = log_h - psi_h(zeta * (1.0_wp + rh)) + psi_h(zeta * rh)
        end do
      end if

      ustar(jc)     = von_karman * speed / fm
      trans_m(jc)   = von_karman * ustar(jc) / fm
      trans_h(jc)   = von_karman * ustar(jc) / fh
      src_u(jc)     = 0.0_wp
      src_v(jc)     = 0.0_wp
      src_theta(jc) = trans_h(jc) * theta_s(jc)
      src_q(jc)     = trans_h(jc) * q_s(jc)
    end do
  end subroutine surface_bulk

end module turb_surface
