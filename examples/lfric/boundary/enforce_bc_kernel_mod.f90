!> Sets to zero what lies on the bottom and top of the domain. PSyclone knows the kernel by its name and hands it the
!> boundary dofs: 0 on the boundary, 1 elsewhere.
module enforce_bc_kernel_mod
  use argument_mod,  only: arg_type, GH_FIELD, GH_REAL, GH_INC, ANY_SPACE_1, CELL_COLUMN
  use constants_mod, only: i_def, r_def
  use kernel_mod,    only: kernel_type
  implicit none
  private

  type, public, extends(kernel_type) :: enforce_bc_kernel_type
    private
    type(arg_type) :: meta_args(1) = (/                   &
         arg_type(GH_FIELD, GH_REAL, GH_INC, ANY_SPACE_1) &
         /)
    integer :: operates_on = CELL_COLUMN
  contains
    procedure, nopass :: enforce_bc_code
  end type enforce_bc_kernel_type

  public :: enforce_bc_code

contains

  subroutine enforce_bc_code(nlayers, field, ndf, undf, map, boundary)
    integer(i_def), intent(in)    :: nlayers, ndf, undf, map(ndf), boundary(ndf, 2)
    real(r_def),    intent(inout) :: field(undf)

    field(map) = field(map) * real(boundary(:, 1), r_def)
    field(map + nlayers - 1) = field(map + nlayers - 1) * real(boundary(:, 2), r_def)
  end subroutine enforce_bc_code

end module enforce_bc_kernel_mod
