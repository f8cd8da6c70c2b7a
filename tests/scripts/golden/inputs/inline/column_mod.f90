MODULE column_mod
  use kinds_mod, only: wp
  IMPLICIT NONE
  private
  real(wp), parameter, public :: floor = 1.0e-6_wp
  real(wp) :: hidden = 0.0_wp
  PUBLIC :: settle, secret, limited
CONTAINS
  SUBROUTINE settle(q, dt, n, limit)
    INTEGER, INTENT(in) :: n
    REAL(wp), INTENT(inout) :: q(0:n)
    REAL(wp), INTENT(in) :: dt
    REAL(wp), INTENT(in), OPTIONAL :: limit
    REAL(wp) :: flux(0:n)
    INTEGER :: k

    ! nothing falls in no time
    IF (dt <= 0.0_wp) RETURN
    flux(0) = 0.0_wp

    DO k = 1, n   ! downwards
      ! upwind
      flux(k) = dt * q(k-1)
      IF (PRESENT(limit)) flux(k) = MIN(flux(k), limit)
    END DO
    q(1:n) = MAX(q(1:n) + flux(0:n-1) - flux(1:n), floor)
    ! done
  END SUBROUTINE settle

  subroutine secret(x)
    real(wp), intent(inout) :: x
    hidden = hidden + x
  end subroutine secret

  real(wp) function limited(x)
    real(wp), intent(in) :: x
    limited = max(x, floor)
  end function limited
END MODULE column_mod
