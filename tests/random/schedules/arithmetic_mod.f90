!> What kernels of random schedules compute: sums of dofs of a column modulo a prime, so that values stay small integers,
!> which reals hold exactly whatever the order of adding. Fields of each precision have the same text.
module columns_mod
  use constants_mod, only: i_def, r_def
  implicit none
  private
  public :: columns, prime

  real(r_def), parameter :: prime = 997.0_r_def

contains

  !> The columns of dofs of a cell in a space that has `ndf` of them: first dof of each, and its length.
  pure subroutine columns(ndf, nlayers, count, first, length)
    integer(i_def), intent(in)  :: ndf, nlayers
    integer(i_def), intent(out) :: count, first(8), length(8)
    integer(i_def) :: i

    first = [(i, i = 1, 8)]
    length = nlayers
    select case (ndf)
    case (1)                       ! W3
      count = 1
    case (2)                       ! Wtheta
      count = 1
      length = nlayers + 1
    case (6)                       ! W2: four sides, and the faces between layers
      count = 5
      length(5) = nlayers + 1
    case (8)                       ! W0
      count = 4
      length = nlayers + 1
    case (12)                      ! W1: four horizontal edges, four vertical ones
      count = 8
      length(:4) = nlayers + 1
    case default
      error stop 'arithmetic_mod: a space that is not known'
    end select
  end subroutine columns

end module columns_mod

module arithmetic_double_mod
  use columns_mod,   only: columns, prime
  use constants_mod, only: i_def, r_def, rk => r_def
  use, intrinsic :: ieee_arithmetic, only: ieee_is_nan
  implicit none
  public
contains
  include 'arithmetic_fields.inc'
end module arithmetic_double_mod

module arithmetic_solver_mod
  use columns_mod,   only: columns, prime
  use constants_mod, only: i_def, r_def, rk => r_solver
  use, intrinsic :: ieee_arithmetic, only: ieee_is_nan
  implicit none
  public
contains
  include 'arithmetic_fields.inc'
end module arithmetic_solver_mod

module arithmetic_mod
  use arithmetic_double_mod
  use arithmetic_solver_mod, only: gather_solver => gather, gather_stencil_solver => gather_stencil, &
                                   gather_branches_solver => gather_branches, gather_odd_solver => gather_odd, &
                                   put_solver => put, change_solver => change, increase_solver => increase, &
                                   increase_even_solver => increase_even
  use columns_mod,           only: prime
  use constants_mod,         only: i_def, r_def
  implicit none
  private
  public :: gather, gather_stencil, gather_branches, gather_odd, put, change, increase, increase_even
  public :: gather_solver, gather_stencil_solver, gather_branches_solver, gather_odd_solver, put_solver, change_solver
  public :: increase_solver, increase_even_solver
  public :: add_same, put_same, gather_matrix, put_matrix, change_matrix, gather_basis, prime
  public :: first_column, last_column

contains

  !> Of a row of a column-wise operator: the first column it has, the smallest j with beta*j >= alpha*i - gamma_p.
  pure integer(i_def) function first_column(i, alpha, beta, gamma_p)
    integer(i_def), intent(in) :: i, alpha, beta, gamma_p

    first_column = -floor(real(gamma_p - alpha * i, r_def) / real(beta, r_def))
  end function first_column

  !> The last one, the largest j with beta*j <= alpha*i + gamma_m.
  pure integer(i_def) function last_column(i, alpha, beta, gamma_m)
    integer(i_def), intent(in) :: i, alpha, beta, gamma_m

    last_column = floor(real(alpha * i + gamma_m, r_def) / real(beta, r_def))
  end function last_column

  subroutine gather_matrix(nlayers, sums, weight, cell, ncell_3d, rows, ndf, matrix)
    integer(i_def), intent(in)    :: nlayers, weight, cell, ncell_3d, rows, ndf
    real(r_def),    intent(inout) :: sums(0:nlayers - 1)
    real(r_def),    intent(in)    :: matrix(ncell_3d, rows, ndf)
    integer(i_def) :: i, j, k

    do j = 1, ndf
      do i = 1, rows
        do k = 0, nlayers - 1
          sums(k) = sums(k) + real(weight + 2 * i + j, r_def) * matrix((cell - 1) * nlayers + k + 1, i, j)
        end do
      end do
    end do
  end subroutine gather_matrix

  subroutine put_matrix(nlayers, sums, weight, cell, ncell_3d, rows, ndf, matrix)
    integer(i_def), intent(in)    :: nlayers, weight, cell, ncell_3d, rows, ndf
    real(r_def),    intent(in)    :: sums(0:nlayers - 1)
    real(r_def),    intent(inout) :: matrix(ncell_3d, rows, ndf)

    matrix((cell - 1) * nlayers + 1:cell * nlayers, :, :) = 0.0_r_def
    call change_matrix(nlayers, sums, weight, cell, ncell_3d, rows, ndf, matrix)
  end subroutine put_matrix

  subroutine change_matrix(nlayers, sums, weight, cell, ncell_3d, rows, ndf, matrix)
    integer(i_def), intent(in)    :: nlayers, weight, cell, ncell_3d, rows, ndf
    real(r_def),    intent(in)    :: sums(0:nlayers - 1)
    real(r_def),    intent(inout) :: matrix(ncell_3d, rows, ndf)
    integer(i_def) :: i, j, k, ik

    do j = 1, ndf
      do i = 1, rows
        do k = 0, nlayers - 1
          ik = (cell - 1) * nlayers + k + 1
          matrix(ik, i, j) = modulo(3.0_r_def * matrix(ik, i, j) + sums(k) + real(weight + 2 * i + j, r_def), prime)
        end do
      end do
    end do
  end subroutine change_matrix

  !> Adds up an array of basis functions or weights (components, dofs, points, further points), in steps of 1/64.
  subroutine gather_basis(sums, weight, extents, values)
    real(r_def),    intent(inout) :: sums(:)
    integer(i_def), intent(in)    :: weight, extents(4)
    real(r_def),    intent(in)    :: values(extents(1), extents(2), extents(3), extents(4))
    integer(i_def) :: total, d, e, p, q

    total = 0
    do q = 1, extents(4)
      do p = 1, extents(3)
        do e = 1, extents(2)
          do d = 1, extents(1)
            total = total + (weight + d + 2 * e + 3 * p + 5 * q) * nint(64.0_r_def * values(d, e, p, q), i_def)
          end do
        end do
      end do
    end do
    sums = sums + real(modulo(total, nint(prime, i_def)), r_def)
  end subroutine gather_basis

end module arithmetic_mod
