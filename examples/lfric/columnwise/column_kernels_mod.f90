!> Matrices of whole columns, stored as bands: assembly from local matrices, product, application, solution.
!> Row i has the columns j with -gamma_m <= alpha*i - beta*j <= gamma_p; the first of them is stored first.
module column_kernels_mod
  use argument_mod,      only: arg_type, func_type, GH_FIELD, GH_OPERATOR, GH_COLUMNWISE_OPERATOR, GH_REAL, GH_READ, &
                               GH_WRITE, GH_READWRITE, GH_BASIS, GH_DIFF_BASIS, GH_QUADRATURE_XYoZ,                  &
                               ANY_DISCONTINUOUS_SPACE_1, ANY_DISCONTINUOUS_SPACE_2, ANY_SPACE_1, ANY_SPACE_2,       &
                               ANY_SPACE_3, CELL_COLUMN
  use constants_mod,     only: i_def, r_def, r_solver
  use fs_continuity_mod, only: W3, Wtheta
  use kernel_mod,        only: kernel_type
  implicit none
  private

  !> Local matrices: sums of levels from Wtheta to W3, sums of cells from W3 to Wtheta, weighted with a field of cells, and
  !> a matrix on Wtheta whose diagonal dominates.
  type, public, extends(kernel_type) :: difference_kernel_type
    private
    type(arg_type) :: meta_args(4) = (/                              &
         arg_type(GH_OPERATOR, GH_REAL, GH_WRITE, W3, Wtheta),       &
         arg_type(GH_OPERATOR, GH_REAL, GH_WRITE, Wtheta, W3),       &
         arg_type(GH_OPERATOR, GH_REAL, GH_WRITE, Wtheta, Wtheta),   &
         arg_type(GH_FIELD,    GH_REAL, GH_READ,  W3)                &
         /)
    integer :: operates_on = CELL_COLUMN
  contains
    procedure, nopass :: difference_code
  end type difference_kernel_type

  type, public, extends(kernel_type) :: assemble_columns_kernel_type
    private
    type(arg_type) :: meta_args(2) = (/                                                        &
         arg_type(GH_OPERATOR,            GH_REAL, GH_READ,  ANY_SPACE_1, ANY_SPACE_2),        &
         arg_type(GH_COLUMNWISE_OPERATOR, GH_REAL, GH_WRITE, ANY_SPACE_1, ANY_SPACE_2)         &
         /)
    integer :: operates_on = CELL_COLUMN
  contains
    procedure, nopass :: assemble_columns_code
  end type assemble_columns_kernel_type

  !> C = A B.
  type, public, extends(kernel_type) :: multiply_columns_kernel_type
    private
    type(arg_type) :: meta_args(3) = (/                                                        &
         arg_type(GH_COLUMNWISE_OPERATOR, GH_REAL, GH_READ,  ANY_SPACE_1, ANY_SPACE_2),        &
         arg_type(GH_COLUMNWISE_OPERATOR, GH_REAL, GH_READ,  ANY_SPACE_2, ANY_SPACE_3),        &
         arg_type(GH_COLUMNWISE_OPERATOR, GH_REAL, GH_WRITE, ANY_SPACE_1, ANY_SPACE_3)         &
         /)
    integer :: operates_on = CELL_COLUMN
  contains
    procedure, nopass :: multiply_columns_code
  end type multiply_columns_kernel_type

  type, public, extends(kernel_type) :: apply_columns_kernel_type
    private
    type(arg_type) :: meta_args(3) = (/                                                                         &
         arg_type(GH_FIELD, GH_REAL, GH_WRITE, ANY_DISCONTINUOUS_SPACE_1),                                      &
         arg_type(GH_FIELD, GH_REAL, GH_READ,  ANY_DISCONTINUOUS_SPACE_2),                                      &
         arg_type(GH_COLUMNWISE_OPERATOR, GH_REAL, GH_READ, ANY_DISCONTINUOUS_SPACE_1, ANY_DISCONTINUOUS_SPACE_2) &
         /)
    integer :: operates_on = CELL_COLUMN
  contains
    procedure, nopass :: apply_columns_code
  end type apply_columns_kernel_type

  !> Solves for one column at a time: Gaussian elimination without pivoting inside the band.
  type, public, extends(kernel_type) :: solve_columns_kernel_type
    private
    type(arg_type) :: meta_args(3) = (/                                             &
         arg_type(GH_FIELD, GH_REAL, GH_WRITE, Wtheta),                             &
         arg_type(GH_FIELD, GH_REAL, GH_READ,  Wtheta),                             &
         arg_type(GH_COLUMNWISE_OPERATOR, GH_REAL, GH_READ, Wtheta, Wtheta)         &
         /)
    integer :: operates_on = CELL_COLUMN
  contains
    procedure, nopass :: solve_columns_code
  end type solve_columns_kernel_type

  public :: difference_code, assemble_columns_code, multiply_columns_code, apply_columns_code, solve_columns_code

contains

  subroutine difference_code(cell, nlayers, ncell_3d_1, down, ncell_3d_2, up, ncell_3d_3, level, weight, &
                             ndf_w3, undf_w3, map_w3, ndf_wt)
    integer(i_def), intent(in)    :: cell, nlayers, ncell_3d_1, ncell_3d_2, ncell_3d_3, ndf_w3, undf_w3, ndf_wt
    integer(i_def), intent(in)    :: map_w3(ndf_w3)
    real(r_def),    intent(inout) :: down(ncell_3d_1, ndf_w3, ndf_wt), up(ncell_3d_2, ndf_wt, ndf_w3)
    real(r_def),    intent(inout) :: level(ncell_3d_3, ndf_wt, ndf_wt)
    real(r_def),    intent(in)    :: weight(undf_w3)
    integer(i_def) :: k, ik

    do k = 0, nlayers - 1
      ik = (cell - 1) * nlayers + k + 1
      down(ik, 1, :) = [1.0_r_def, -2.0_r_def]
      up(ik, :, 1) = weight(map_w3(1) + k) * [3.0_r_def, -1.0_r_def]
      level(ik, 1, :) = [200.0_r_def, -weight(map_w3(1) + k)]
      level(ik, 2, :) = [weight(map_w3(1) + k), 300.0_r_def]
    end do
  end subroutine difference_code

  subroutine assemble_columns_code(cell, nlayers, ncell_2d, ncell_3d, local, columns, nrow, ncol, bandwidth, alpha, &
                                   beta, gamma_m, gamma_p, ndf_to, dofmap_to, ndf_from, dofmap_from)
    integer(i_def), intent(in)    :: cell, nlayers, ncell_2d, ncell_3d, nrow, ncol, bandwidth
    integer(i_def), intent(in)    :: alpha, beta, gamma_m, gamma_p, ndf_to, ndf_from
    integer(i_def), intent(in)    :: dofmap_to(ndf_to, nlayers), dofmap_from(ndf_from, nlayers)
    real(r_def),    intent(in)    :: local(ncell_3d, ndf_to, ndf_from)
    real(r_solver), intent(inout) :: columns(bandwidth, nrow, ncell_2d)
    integer(i_def) :: k, to, from, row, place

    columns(:, :, cell) = 0.0_r_solver
    do k = 1, nlayers
      do to = 1, ndf_to
        row = dofmap_to(to, k)
        do from = 1, ndf_from
          place = dofmap_from(from, k) - first_column(row, alpha, beta, gamma_p) + 1
          columns(place, row, cell) = columns(place, row, cell) &
                                    + real(local((cell - 1) * nlayers + k, to, from), r_solver)
        end do
      end do
    end do
  end subroutine assemble_columns_code

  subroutine multiply_columns_code(cell, ncell_2d,                                                      &
                                   a, nrow_a, ncol_a, width_a, alpha_a, beta_a, gamma_m_a, gamma_p_a,   &
                                   b, nrow_b, ncol_b, width_b, alpha_b, beta_b, gamma_m_b, gamma_p_b,   &
                                   c, nrow_c, ncol_c, width_c, alpha_c, beta_c, gamma_m_c, gamma_p_c)
    integer(i_def), intent(in)    :: cell, ncell_2d
    integer(i_def), intent(in)    :: nrow_a, ncol_a, width_a, alpha_a, beta_a, gamma_m_a, gamma_p_a
    integer(i_def), intent(in)    :: nrow_b, ncol_b, width_b, alpha_b, beta_b, gamma_m_b, gamma_p_b
    integer(i_def), intent(in)    :: nrow_c, ncol_c, width_c, alpha_c, beta_c, gamma_m_c, gamma_p_c
    real(r_solver), intent(in)    :: a(width_a, nrow_a, ncell_2d), b(width_b, nrow_b, ncell_2d)
    real(r_solver), intent(inout) :: c(width_c, nrow_c, ncell_2d)
    integer(i_def) :: i, j, l, first_a, first_b, first_c

    do i = 1, nrow_c
      first_a = first_column(i, alpha_a, beta_a, gamma_p_a)
      first_c = first_column(i, alpha_c, beta_c, gamma_p_c)
      c(:, i, cell) = 0.0_r_solver
      do l = max(1, first_a), min(ncol_a, last_column(i, alpha_a, beta_a, gamma_m_a))
        first_b = first_column(l, alpha_b, beta_b, gamma_p_b)
        do j = max(1, first_b), min(ncol_b, last_column(l, alpha_b, beta_b, gamma_m_b))
          if (j < first_c .or. j - first_c + 1 > width_c .or. j > ncol_c) cycle
          c(j - first_c + 1, i, cell) = c(j - first_c + 1, i, cell) &
                                      + a(l - first_a + 1, i, cell) * b(j - first_b + 1, l, cell)
        end do
      end do
    end do
  end subroutine multiply_columns_code

  subroutine apply_columns_code(cell, ncell_2d, to, from, columns, nrow, ncol, bandwidth, alpha, beta, gamma_m, gamma_p, &
                                ndf1, undf1, map1, place_to, ndf2, undf2, map2, place_from)
    integer(i_def), intent(in)    :: cell, ncell_2d, nrow, ncol, bandwidth, alpha, beta, gamma_m, gamma_p
    integer(i_def), intent(in)    :: ndf1, undf1, ndf2, undf2
    integer(i_def), intent(in)    :: map1(ndf1), map2(ndf2), place_to(nrow), place_from(ncol)
    real(r_def),    intent(inout) :: to(undf1)
    real(r_def),    intent(in)    :: from(undf2)
    real(r_solver), intent(in)    :: columns(bandwidth, nrow, ncell_2d)
    integer(i_def) :: i, j, first
    real(r_def)    :: total

    do i = 1, nrow
      first = first_column(i, alpha, beta, gamma_p)
      total = 0.0_r_def
      do j = max(1, first), min(ncol, last_column(i, alpha, beta, gamma_m))
        total = total + real(columns(j - first + 1, i, cell), r_def) * from(map2(1) + place_from(j) - 1)
      end do
      to(map1(1) + place_to(i) - 1) = total
    end do
  end subroutine apply_columns_code

  subroutine solve_columns_code(cell, ncell_2d, x, rhs, columns, nrow, bandwidth, alpha, beta, gamma_m, gamma_p, &
                                ndf, undf, map, place)
    integer(i_def), intent(in)    :: cell, ncell_2d, nrow, bandwidth, alpha, beta, gamma_m, gamma_p
    integer(i_def), intent(in)    :: ndf, undf, map(ndf), place(nrow)
    real(r_def),    intent(inout) :: x(undf)
    real(r_def),    intent(in)    :: rhs(undf)
    real(r_solver), intent(in)    :: columns(bandwidth, nrow, ncell_2d)
    real(r_def)    :: full(nrow, nrow), value(nrow), factor
    integer(i_def) :: i, j, first

    full = 0.0_r_def
    do i = 1, nrow
      first = first_column(i, alpha, beta, gamma_p)
      do j = max(1, first), min(nrow, last_column(i, alpha, beta, gamma_m))
        full(i, j) = real(columns(j - first + 1, i, cell), r_def)
      end do
      value(i) = rhs(map(1) + place(i) - 1)
    end do
    do i = 1, nrow
      do j = i + 1, nrow
        factor = full(j, i) / full(i, i)
        full(j, i:) = full(j, i:) - factor * full(i, i:)
        value(j) = value(j) - factor * value(i)
      end do
    end do
    do i = nrow, 1, -1
      value(i) = (value(i) - dot_product(full(i, i + 1:), value(i + 1:))) / full(i, i)
      x(map(1) + place(i) - 1) = value(i)
    end do
  end subroutine solve_columns_code

  !> The smallest j with beta*j >= alpha*i - gamma_p.
  pure integer(i_def) function first_column(i, alpha, beta, gamma_p)
    integer(i_def), intent(in) :: i, alpha, beta, gamma_p

    first_column = -floor(real(gamma_p - alpha * i, r_def) / real(beta, r_def))
  end function first_column

  !> The largest j with beta*j <= alpha*i + gamma_m.
  pure integer(i_def) function last_column(i, alpha, beta, gamma_m)
    integer(i_def), intent(in) :: i, alpha, beta, gamma_m

    last_column = floor(real(alpha * i + gamma_m, r_def) / real(beta, r_def))
  end function last_column

end module column_kernels_mod
