!> Tridiagonal systems, one for each column of a block (Thomas algorithm).
!!
!! Row k of a column reads
!!
!!     lower(k) * x(k-1) + diag(k) * x(k) + upper(k) * x(k+1) = rhs(k),   k = 1 ... nlev,
!!
!! with lower(1) and upper(nlev) ignored. The matrix is factorised once and then serves any number
!! of right-hand sides: u and v share a matrix, and so do theta and q. There is no pivoting; the
!! matrices of implicit diffusion are diagonally dominant and need none (Golub and Van Loan 2013,
!! chapter 4).
!!
!! Work: 5 operations and one division a row to factorise, 5 operations a row to solve.
!! One thread walks one column; neighbouring threads touch neighbouring addresses, because the
!! column index jc runs fastest in memory.
module turb_tridiag

  use turb_kinds, only: wp

  implicit none
  private

  public :: tridiag_factorise
  public :: tridiag_solve

contains

  !> Factorises the matrix in place: on return `diag` holds the inverse pivots and `upper` the
  !! superdiagonal of the unit upper factor; `lower` is not touched.
  subroutine tridiag_factorise(nproma, nlev, lower, diag, upper)
    integer,  intent(in)    :: nproma              !< columns in the block
    integer,  intent(in)    :: nlev                !< rows of each system
    real(wp), intent(in)    :: lower(:,:)          !< subdiagonal
    real(wp), intent(inout) :: diag(:,:)           !< in: diagonal; out: inverse pivots
    real(wp), intent(inout) :: upper(:,:)          !< in: superdiagonal; out: that of the unit upper factor

    integer :: jc, jk

    !$acc parallel loop gang vector default(present)
    do jc = 1, nproma
      diag(jc,1) = 1.0_wp / diag(jc,1)
      !$acc loop seq
      do jk = 2, nlev
        upper(jc,jk-1) = upper(jc,jk-1) * diag(jc,jk-1)
        diag(jc,jk) = 1.0_wp / (diag(jc,jk) - lower(jc,jk) * upper(jc,jk-1))
      end do
    end do
  end subroutine tridiag_factorise

  !> Solves for one right-hand side, in place, with the factors of `tridiag_factorise`.
  subroutine tridiag_solve(nproma, nlev, lower, diag, upper, x)
    integer,  intent(in)    :: nproma              !< columns in the block
    integer,  intent(in)    :: nlev                !< rows of each system
    real(wp), intent(in)    :: lower(:,:)          !< subdiagonal
    real(wp), intent(in)    :: diag(:,:)           !< inverse pivots
    real(wp), intent(in)    :: upper(:,:)          !< superdiagonal of the unit upper factor
    real(wp), intent(inout) :: x(:,:)              !< in: right-hand side; out: solution

    integer :: jc, jk

    !$acc parallel loop gang vector default(present)
    do jc = 1, nproma
      x(jc,1) = x(jc,1) * diag(jc,1)
      !$acc loop seq
      do jk = 2, nlev
        x(jc,jk) = (x(jc,jk) - lower(jc,jk) * x(jc,jk-1)) * diag(jc,jk)
      end do
      !$acc loop seq
      do jk = nlev - 1, 1, -1
        x(jc,jk) = x(jc,jk) - upper(jc,jk) * x(jc,jk+1)
      end do
    end do
  end subroutine tridiag_solve

end module turb_tridiag
