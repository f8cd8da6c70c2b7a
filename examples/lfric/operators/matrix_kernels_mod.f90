!> Locally assembled matrices: assembled by quadrature, scaled, applied to fields.
module matrix_kernels_mod
  use argument_mod,      only: arg_type, func_type, GH_FIELD, GH_OPERATOR, GH_SCALAR, GH_REAL, GH_READ, GH_WRITE,   &
                               GH_READWRITE, GH_INC, GH_BASIS, GH_DIFF_BASIS, GH_QUADRATURE_XYoZ,                   &
                               ANY_SPACE_1, ANY_SPACE_2, ANY_DISCONTINUOUS_SPACE_1, CELL_COLUMN
  use constants_mod,     only: i_def, r_def
  use fs_continuity_mod, only: W2, W3
  use kernel_mod,        only: kernel_type
  implicit none
  private

  !> Divergence from W2 to W3, in the reference cube.
  type, public, extends(kernel_type) :: divergence_kernel_type
    private
    type(arg_type) :: meta_args(1) = (/                         &
         arg_type(GH_OPERATOR, GH_REAL, GH_WRITE, W3, W2)       &
         /)
    type(func_type) :: meta_funcs(2) = (/                       &
         func_type(W3, GH_BASIS),                               &
         func_type(W2, GH_DIFF_BASIS)                           &
         /)
    integer :: operates_on = CELL_COLUMN
    integer :: gh_shape = GH_QUADRATURE_XYoZ
  contains
    procedure, nopass :: divergence_code
  end type divergence_kernel_type

  !> Mass matrix of W2, weighted with a field of cells.
  type, public, extends(kernel_type) :: mass_kernel_type
    private
    type(arg_type) :: meta_args(2) = (/                         &
         arg_type(GH_OPERATOR, GH_REAL, GH_WRITE, W2, W2),      &
         arg_type(GH_FIELD,    GH_REAL, GH_READ,  W3)           &
         /)
    type(func_type) :: meta_funcs(1) = (/                       &
         func_type(W2, GH_BASIS)                                &
         /)
    integer :: operates_on = CELL_COLUMN
    integer :: gh_shape = GH_QUADRATURE_XYoZ
  contains
    procedure, nopass :: mass_code
  end type mass_kernel_type

  type, public, extends(kernel_type) :: scale_matrix_kernel_type
    private
    type(arg_type) :: meta_args(2) = (/                                       &
         arg_type(GH_OPERATOR, GH_REAL, GH_READWRITE, W2, W2),                &
         arg_type(GH_SCALAR,   GH_REAL, GH_READ)                              &
         /)
    integer :: operates_on = CELL_COLUMN
  contains
    procedure, nopass :: scale_matrix_code
  end type scale_matrix_kernel_type

  !> Adds matrix times vector on any space. A cell's whole sum is added at once: where two cells share a dof, order
  !> does not matter.
  type, public, extends(kernel_type) :: apply_kernel_type
    private
    type(arg_type) :: meta_args(3) = (/                                       &
         arg_type(GH_FIELD,    GH_REAL, GH_INC,  ANY_SPACE_1),                &
         arg_type(GH_FIELD,    GH_REAL, GH_READ, ANY_SPACE_2),                &
         arg_type(GH_OPERATOR, GH_REAL, GH_READ, ANY_SPACE_1, ANY_SPACE_2)    &
         /)
    integer :: operates_on = CELL_COLUMN
  contains
    procedure, nopass :: apply_code
  end type apply_kernel_type

  !> The same towards a discontinuous space: no cell beyond the owned ones is needed.
  type, public, extends(kernel_type) :: apply_broken_kernel_type
    private
    type(arg_type) :: meta_args(3) = (/                                                     &
         arg_type(GH_FIELD,    GH_REAL, GH_WRITE, ANY_DISCONTINUOUS_SPACE_1),               &
         arg_type(GH_FIELD,    GH_REAL, GH_READ,  ANY_SPACE_2),                             &
         arg_type(GH_OPERATOR, GH_REAL, GH_READ,  ANY_DISCONTINUOUS_SPACE_1, ANY_SPACE_2)   &
         /)
    integer :: operates_on = CELL_COLUMN
  contains
    procedure, nopass :: apply_broken_code
  end type apply_broken_kernel_type

  !> Adds the transposed matrix times a vector.
  type, public, extends(kernel_type) :: apply_transposed_kernel_type
    private
    type(arg_type) :: meta_args(3) = (/                                       &
         arg_type(GH_FIELD,    GH_REAL, GH_INC,  ANY_SPACE_1),                &
         arg_type(GH_FIELD,    GH_REAL, GH_READ, ANY_SPACE_2),                &
         arg_type(GH_OPERATOR, GH_REAL, GH_READ, ANY_SPACE_2, ANY_SPACE_1)    &
         /)
    integer :: operates_on = CELL_COLUMN
  contains
    procedure, nopass :: apply_transposed_code
  end type apply_transposed_kernel_type

  public :: divergence_code, mass_code, scale_matrix_code, apply_code, apply_broken_code, apply_transposed_code

contains

  subroutine divergence_code(cell, nlayers, ncell_3d, divergence, ndf_w3, basis_w3, ndf_w2, diff_basis_w2, &
                             np_xy, np_z, weights_xy, weights_z)
    integer(i_def), intent(in)    :: cell, nlayers, ncell_3d, ndf_w3, ndf_w2, np_xy, np_z
    real(r_def),    intent(inout) :: divergence(ncell_3d, ndf_w3, ndf_w2)
    real(r_def),    intent(in)    :: basis_w3(1, ndf_w3, np_xy, np_z), diff_basis_w2(1, ndf_w2, np_xy, np_z)
    real(r_def),    intent(in)    :: weights_xy(np_xy), weights_z(np_z)
    integer(i_def) :: k, ik, row, column, i, j

    do k = 0, nlayers - 1
      ik = (cell - 1) * nlayers + k + 1
      divergence(ik, :, :) = 0.0_r_def
      do column = 1, ndf_w2
        do row = 1, ndf_w3
          do j = 1, np_z
            do i = 1, np_xy
              divergence(ik, row, column) = divergence(ik, row, column) + weights_xy(i) * weights_z(j) &
                                          * basis_w3(1, row, i, j) * diff_basis_w2(1, column, i, j)
            end do
          end do
        end do
      end do
    end do
  end subroutine divergence_code

  subroutine mass_code(cell, nlayers, ncell_3d, mass, weight, ndf_w2, basis_w2, ndf_w3, undf_w3, map_w3, &
                       np_xy, np_z, weights_xy, weights_z)
    integer(i_def), intent(in)    :: cell, nlayers, ncell_3d, ndf_w2, ndf_w3, undf_w3, np_xy, np_z
    integer(i_def), intent(in)    :: map_w3(ndf_w3)
    real(r_def),    intent(inout) :: mass(ncell_3d, ndf_w2, ndf_w2)
    real(r_def),    intent(in)    :: weight(undf_w3), basis_w2(3, ndf_w2, np_xy, np_z)
    real(r_def),    intent(in)    :: weights_xy(np_xy), weights_z(np_z)
    integer(i_def) :: k, ik, row, column, i, j

    do k = 0, nlayers - 1
      ik = (cell - 1) * nlayers + k + 1
      mass(ik, :, :) = 0.0_r_def
      do column = 1, ndf_w2
        do row = 1, ndf_w2
          do j = 1, np_z
            do i = 1, np_xy
              mass(ik, row, column) = mass(ik, row, column) + weights_xy(i) * weights_z(j) * weight(map_w3(1) + k) &
                                    * dot_product(basis_w2(:, row, i, j), basis_w2(:, column, i, j))
            end do
          end do
        end do
      end do
    end do
  end subroutine mass_code

  subroutine scale_matrix_code(cell, nlayers, ncell_3d, matrix, factor, ndf_w2)
    integer(i_def), intent(in)    :: cell, nlayers, ncell_3d, ndf_w2
    real(r_def),    intent(inout) :: matrix(ncell_3d, ndf_w2, ndf_w2)
    real(r_def),    intent(in)    :: factor
    integer(i_def) :: ik

    do ik = (cell - 1) * nlayers + 1, cell * nlayers
      matrix(ik, :, :) = factor * matrix(ik, :, :)
    end do
  end subroutine scale_matrix_code

  subroutine apply_code(cell, nlayers, to, from, ncell_3d, matrix, ndf1, undf1, map1, ndf2, undf2, map2)
    integer(i_def), intent(in)    :: cell, nlayers, ncell_3d, ndf1, undf1, ndf2, undf2
    integer(i_def), intent(in)    :: map1(ndf1), map2(ndf2)
    real(r_def),    intent(inout) :: to(undf1)
    real(r_def),    intent(in)    :: from(undf2), matrix(ncell_3d, ndf1, ndf2)
    integer(i_def) :: k, row

    do k = 0, nlayers - 1
      do row = 1, ndf1
        to(map1(row) + k) = to(map1(row) + k) &
                          + dot_product(matrix((cell - 1) * nlayers + k + 1, row, :), from(map2 + k))
      end do
    end do
  end subroutine apply_code

  subroutine apply_broken_code(cell, nlayers, to, from, ncell_3d, matrix, ndf1, undf1, map1, ndf2, undf2, map2)
    integer(i_def), intent(in)    :: cell, nlayers, ncell_3d, ndf1, undf1, ndf2, undf2
    integer(i_def), intent(in)    :: map1(ndf1), map2(ndf2)
    real(r_def),    intent(inout) :: to(undf1)
    real(r_def),    intent(in)    :: from(undf2), matrix(ncell_3d, ndf1, ndf2)
    integer(i_def) :: k, row

    do k = 0, nlayers - 1
      do row = 1, ndf1
        to(map1(row) + k) = dot_product(matrix((cell - 1) * nlayers + k + 1, row, :), from(map2 + k))
      end do
    end do
  end subroutine apply_broken_code

  subroutine apply_transposed_code(cell, nlayers, to, from, ncell_3d, matrix, ndf1, undf1, map1, ndf2, undf2, map2)
    integer(i_def), intent(in)    :: cell, nlayers, ncell_3d, ndf1, undf1, ndf2, undf2
    integer(i_def), intent(in)    :: map1(ndf1), map2(ndf2)
    real(r_def),    intent(inout) :: to(undf1)
    real(r_def),    intent(in)    :: from(undf2), matrix(ncell_3d, ndf2, ndf1)
    integer(i_def) :: k, row

    do k = 0, nlayers - 1
      do row = 1, ndf1
        to(map1(row) + k) = to(map1(row) + k) &
                          + dot_product(matrix((cell - 1) * nlayers + k + 1, :, row), from(map2 + k))
      end do
    end do
  end subroutine apply_transposed_code

end module matrix_kernels_mod
