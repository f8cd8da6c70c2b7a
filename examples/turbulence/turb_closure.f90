!> Mellor-Yamada level-2.5 closure: from TKE and stratification to eddy diffusivities.
!!
!! With q**2 = 2 * TKE and the master length l, the diffusivities on half levels are
!!
!!     K_M = l q S_M(G_H),   K_H = l q S_H(G_H),   K_TKE = l q S_q,
!!     G_H = -(l N / q)**2,
!!
!! with the quasi-equilibrium stability functions of Galperin et al. (1988), which depend on the
!! stratification alone and so stay bounded where turbulence grows quickly.
!!
!! Sources:
!!   Mellor and Yamada (1974), J. Atmos. Sci. 31, 1791-1806: asymptotic length.
!!   Mellor and Yamada (1982), Rev. Geophys. Space Phys. 20, 851-875: constants.
!!   Galperin, Kantha, Hassid and Rosati (1988), J. Atmos. Sci. 45, 55-62: S_M, S_H, limits.
!!   Blackadar (1962), J. Geophys. Res. 67, 3095-3102: length scale.
module turb_closure

  use turb_kinds,     only: wp
  use turb_constants, only: grav, von_karman, vtmpc1

  implicit none
  private

  public :: diffusivities
  public :: stability_functions
  public :: brunt_vaisala_squared

  ! Closure constants of Mellor and Yamada (1982).
  real(wp), parameter, public :: a1 = 0.92_wp   !< return to isotropy, momentum [1]
  real(wp), parameter, public :: a2 = 0.74_wp   !< return to isotropy, heat [1]
  real(wp), parameter, public :: b1 = 16.6_wp   !< dissipation of TKE: epsilon = q**3 / (b1 * l) [1]
  real(wp), parameter, public :: b2 = 10.1_wp   !< dissipation of temperature variance [1]
  real(wp), parameter, public :: c1 = 0.08_wp   !< shear part of the pressure-strain term [1]
  real(wp), parameter, public :: sq = 0.2_wp    !< diffusion of TKE by itself [1]

  ! Range of G_H (Galperin et al. 1988). Below, l would exceed 0.53 q / N, the largest eddy that
  ! stable stratification allows; above, S_H comes near its pole at G_H = 0.0288.
  real(wp), parameter, public :: gh_min = -0.28_wp     !< most stable [1]
  real(wp), parameter, public :: gh_max =  0.0233_wp   !< most unstable [1]

  real(wp), parameter, public :: tke_min = 1.0e-5_wp   !< background TKE, keeps q > 0 [m2 s-2]

  real(wp), parameter :: alpha_l = 0.1_wp   !< asymptotic length over mean height of turbulence (Mellor and Yamada 1974) [1]
  real(wp), parameter :: l_inf_min = 1.0_wp !< smallest asymptotic length: a start from rest has no mean height [m]

contains

  !> Quasi-equilibrium stability functions (Galperin et al. 1988).
  !! Neutral values: S_M = 0.393 = b1**(-1/3), which gives the logarithmic wind, and S_H = 0.494.
  pure subroutine stability_functions(gh, sm, sh)
    !$acc routine seq
    real(wp), intent(in)  :: gh   !< -(l N / q)**2, within [gh_min, gh_max] [1]
    real(wp), intent(out) :: sm   !< stability function of momentum [1]
    real(wp), intent(out) :: sh   !< stability function of heat [1]

    real(wp), parameter :: r = 1.0_wp - 6.0_wp * a1 / b1
    real(wp) :: pole   ! common denominator

    pole = 1.0_wp - 3.0_wp * a2 * (6.0_wp * a1 + b2) * gh
    sh = a2 * r / pole
    sm = a1 * (r - 3.0_wp * c1 - 3.0_wp * a2 * gh * ((b2 - 3.0_wp * a2) * r - 3.0_wp * c1 * (b2 + 6.0_wp * a1))) &
       & / (pole * (1.0_wp - 9.0_wp * a1 * a2 * gh))
  end subroutine stability_functions

  !> Square of the Brunt-Vaisala frequency between two levels, N**2 = g / theta_v * d(theta_v)/dz.
  pure function brunt_vaisala_squared(theta_up, q_up, theta_low, q_low, dz) result(n2)
    !$acc routine seq
    real(wp), intent(in) :: theta_up    !< potential temperature of the upper level [K]
    real(wp), intent(in) :: q_up        !< specific humidity of the upper level [kg kg-1]
    real(wp), intent(in) :: theta_low   !< potential temperature of the lower level [K]
    real(wp), intent(in) :: q_low       !< specific humidity of the lower level [kg kg-1]
    real(wp), intent(in) :: dz          !< distance of the levels [m]
    real(wp)             :: n2          !< N**2, negative where unstable [s-2]

    real(wp) :: thv_up, thv_low

    thv_up  = theta_up  * (1.0_wp + vtmpc1 * q_up)
    thv_low = theta_low * (1.0_wp + vtmpc1 * q_low)
    n2 = 2.0_wp * grav * (thv_up - thv_low) / ((thv_up + thv_low) * dz)
  end function brunt_vaisala_squared

  !> Length scale and eddy diffusivities on all half levels.
  !!
  !! l = kappa z / (1 + kappa z / l_inf) with l_inf = alpha * int(q z dz) / int(q dz), capped at
  !! 0.53 q / N in stable air. The weights of l_inf are q above its background, or a deep quiet
  !! atmosphere would count as turbulence.
  subroutine diffusivities(nproma, nlev, zf, zh, z0m, theta, q, tke, length, km, kh, ktke)
    integer,  intent(in)  :: nproma                  !< columns in the block
    integer,  intent(in)  :: nlev                    !< full levels, the lowest is nlev
    real(wp), intent(in)  :: zf(:,:)                 !< height of full levels [m]
    real(wp), intent(in)  :: zh(:,:)                 !< height of half levels, the ground is nlev+1 [m]
    real(wp), intent(in)  :: z0m(:)                  !< roughness length of momentum [m]
    real(wp), intent(in)  :: theta(:,:)              !< potential temperature [K]
    real(wp), intent(in)  :: q(:,:)                  !< specific humidity [kg kg-1]
    real(wp), intent(in)  :: tke(:,:)                !< turbulent kinetic energy [m2 s-2]
    real(wp), intent(out) :: length(:,:)             !< master length scale [m]
    real(wp), intent(out) :: km(:,:)                 !< diffusivity of momentum [m2 s-1]
    real(wp), intent(out) :: kh(:,:)                 !< diffusivity of heat and moisture [m2 s-1]
    real(wp), intent(out) :: ktke(:,:)               !< diffusivity of TKE [m2 s-1]

    real(wp), parameter :: qt_min = sqrt(2.0_wp * tke_min)   ! background of sqrt(2 TKE)

    integer  :: jc, jk
    real(wp) :: dz, z, qt, l, l_inf, kz, n2, gh, sm, sh, weight, sum_q, sum_qz

    !$acc parallel loop gang vector default(present) &
    !$acc   private(dz, z, qt, l, l_inf, kz, n2, gh, sm, sh, weight, sum_q, sum_qz)
    do jc = 1, nproma

      sum_q  = 0.0_wp
      sum_qz = 0.0_wp
      !$acc loop seq
      do jk = 2, nlev
        z = zh(jc,jk) - zh(jc,nlev+1)
        weight = max(sqrt(2.0_wp * tke(jc,jk)) - qt_min, 0.0_wp) * (zf(jc,jk-1) - zf(jc,jk))
        sum_q  = sum_q + weight
        sum_qz = sum_qz + weight * z
      end do
      l_inf = max(alpha_l * sum_qz / max(sum_q, tiny(sum_q)), l_inf_min)

      !$acc loop seq
      do jk = 2, nlev
        dz = zf(jc,jk-1) - zf(jc,jk)
        qt = sqrt(2.0_wp * max(tke(jc,jk), tke_min))
        kz = von_karman * (zh(jc,jk) - zh(jc,nlev+1) + z0m(jc))
        l  = kz / (1.0_wp + kz / l_inf)
        n2 = brunt_vaisala_squared(theta(jc,jk-1), q(jc,jk-1), theta(jc,jk), q(jc,jk), dz)
        if (n2 > 0.0_wp) l = min(l, qt * sqrt(-gh_min / n2))
        gh = min(max(-n2 * (l / qt)**2, gh_min), gh_max)
        call stability_functions(gh, sm, sh)
        length(jc,jk) = l
        km(jc,jk)     = l * qt * sm
        kh(jc,jk)     = l * qt * sh
        ktke(jc,jk)   = l * qt * sq
      end do

      ! Nothing crosses the model top. At the ground the mean fields have transfer velocities
      ! instead; only TKE diffuses down to it.
      length(jc,1) = 0.0_wp
      km(jc,1)     = 0.0_wp
      kh(jc,1)     = 0.0_wp
      ktke(jc,1)   = 0.0_wp
      length(jc,nlev+1) = von_karman * z0m(jc)
      km(jc,nlev+1)     = 0.0_wp
      kh(jc,nlev+1)     = 0.0_wp
      ktke(jc,nlev+1)   = length(jc,nlev+1) * sqrt(2.0_wp * max(tke(jc,nlev+1), tke_min)) * sq
    end do
  end subroutine diffusivities

end module turb_closure
