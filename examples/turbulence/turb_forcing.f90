!> Large-scale forcing of a single column: Coriolis force against a geostrophic wind.
module turb_forcing

  use turb_kinds, only: wp

  implicit none
  private

  public :: inertial_rotation

contains

  !> Advances du/dt = f (v - vg), dv/dt = -f (u - ug) by dt.
  !!
  !! The ageostrophic wind is turned clockwise by the angle f dt, which is the exact solution for
  !! constant ug and vg: no growth and no damping of inertial oscillations, whatever dt.
  subroutine inertial_rotation(nproma, nlev, dt, fcor, ug, vg, u, v)
    integer,  intent(in)    :: nproma            !< columns in the block
    integer,  intent(in)    :: nlev              !< full levels
    real(wp), intent(in)    :: dt                !< time step [s]
    real(wp), intent(in)    :: fcor(:)           !< Coriolis parameter [s-1]
    real(wp), intent(in)    :: ug(:,:)           !< zonal geostrophic wind [m s-1]
    real(wp), intent(in)    :: vg(:,:)           !< meridional geostrophic wind [m s-1]
    real(wp), intent(inout) :: u(:,:)            !< zonal wind [m s-1]
    real(wp), intent(inout) :: v(:,:)            !< meridional wind [m s-1]

    integer  :: jc, jk
    real(wp) :: cos_f, sin_f, ua, va

    !$acc parallel loop gang vector collapse(2) default(present) private(cos_f, sin_f, ua, va)
    do jk = 1, nlev
      do jc = 1, nproma
        cos_f = cos(fcor(jc) * dt)
        sin_f = sin(fcor(jc) * dt)
        ua = u(jc,jk) - ug(jc,jk)
        va = v(jc,jk) - vg(jc,jk)
        u(jc,jk) = ug(jc,jk) + ua * cos_f + va * sin_f
        v(jc,jk) = vg(jc,jk) + va * cos_f - ua * sin_f
      end do
    end do
  end subroutine inertial_rotation

end module turb_forcing
