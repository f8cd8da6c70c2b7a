!> Sets to zero the rows of a local matrix that belong to dofs on the bottom and top of the domain.
module enforce_operator_bc_kernel_mod
  use argument_mod,  only: arg_type, GH_OPERATOR, GH_REAL, GH_READWRITE, ANY_SPACE_1, ANY_SPACE_2, CELL_COLUMN
  use constants_mod, only: i_def, r_def
  use kernel_mod,    only: kernel_type
  implicit none
  private

  type, public, extends(kernel_type) :: enforce_operator_bc_kernel_type
    private
    type(arg_type) :: meta_args(1) = (/                                           &
         arg_type(GH_OPERATOR, GH_REAL, GH_READWRITE, ANY_SPACE_1, ANY_SPACE_2)   &
         /)
    integer :: operates_on = CELL_COLUMN
  contains
    procedure, nopass :: enforce_operator_bc_code
  end type enforce_operator_bc_kernel_type

  public :: enforce_operator_bc_code

contains

  subroutine enforce_operator_bc_code(cell, nlayers, ncell_3d, matrix, ndf_to, ndf_from, boundary)
    integer(i_def), intent(in)    :: cell, nlayers, ncell_3d, ndf_to, ndf_from, boundary(ndf_to, 2)
    real(r_def),    intent(inout) :: matrix(ncell_3d, ndf_to, ndf_from)
    integer(i_def) :: row, lowest, highest

    lowest = (cell - 1) * nlayers + 1
    highest = cell * nlayers
    do row = 1, ndf_to
      matrix(lowest, row, :) = matrix(lowest, row, :) * real(boundary(row, 1), r_def)
      matrix(highest, row, :) = matrix(highest, row, :) * real(boundary(row, 2), r_def)
    end do
  end subroutine enforce_operator_bc_code

end module enforce_operator_bc_kernel_mod
