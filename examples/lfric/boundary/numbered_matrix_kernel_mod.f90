!> Local matrices of small integers, and their application.
module numbered_matrix_kernel_mod
  use argument_mod,      only: arg_type, GH_FIELD, GH_OPERATOR, GH_REAL, GH_READ, GH_WRITE, GH_INC, CELL_COLUMN
  use constants_mod,     only: i_def, r_def
  use fs_continuity_mod, only: W1, W2
  use kernel_mod,        only: kernel_type
  implicit none
  private

  type, public, extends(kernel_type) :: numbered_matrix_kernel_type
    private
    type(arg_type) :: meta_args(1) = (/                        &
         arg_type(GH_OPERATOR, GH_REAL, GH_WRITE, W1, W2)      &
         /)
    integer :: operates_on = CELL_COLUMN
  contains
    procedure, nopass :: numbered_matrix_code
  end type numbered_matrix_kernel_type

  type, public, extends(kernel_type) :: apply_numbers_kernel_type
    private
    type(arg_type) :: meta_args(3) = (/                        &
         arg_type(GH_FIELD,    GH_REAL, GH_INC,  W1),          &
         arg_type(GH_FIELD,    GH_REAL, GH_READ, W2),          &
         arg_type(GH_OPERATOR, GH_REAL, GH_READ, W1, W2)       &
         /)
    integer :: operates_on = CELL_COLUMN
  contains
    procedure, nopass :: apply_numbers_code
  end type apply_numbers_kernel_type

  public :: numbered_matrix_code, apply_numbers_code

contains

  subroutine numbered_matrix_code(cell, nlayers, ncell_3d, matrix, ndf_w1, ndf_w2)
    integer(i_def), intent(in)    :: cell, nlayers, ncell_3d, ndf_w1, ndf_w2
    real(r_def),    intent(inout) :: matrix(ncell_3d, ndf_w1, ndf_w2)
    integer(i_def) :: k, row, column

    do k = 1, nlayers
      do row = 1, ndf_w1
        do column = 1, ndf_w2
          matrix((cell - 1) * nlayers + k, row, column) = real(k + 3 * row + 5 * column, r_def)
        end do
      end do
    end do
  end subroutine numbered_matrix_code

  subroutine apply_numbers_code(cell, nlayers, to, from, ncell_3d, matrix, ndf_w1, undf_w1, map_w1, ndf_w2, undf_w2, map_w2)
    integer(i_def), intent(in)    :: cell, nlayers, ncell_3d, ndf_w1, undf_w1, ndf_w2, undf_w2
    integer(i_def), intent(in)    :: map_w1(ndf_w1), map_w2(ndf_w2)
    real(r_def),    intent(inout) :: to(undf_w1)
    real(r_def),    intent(in)    :: from(undf_w2), matrix(ncell_3d, ndf_w1, ndf_w2)
    integer(i_def) :: k, row

    do k = 0, nlayers - 1
      do row = 1, ndf_w1
        to(map_w1(row) + k) = to(map_w1(row) + k) &
                            + dot_product(matrix((cell - 1) * nlayers + k + 1, row, :), from(map_w2 + k))
      end do
    end do
  end subroutine apply_numbers_code

end module numbered_matrix_kernel_mod
