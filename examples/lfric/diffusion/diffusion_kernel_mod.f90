!> What flows into a cell from its neighbours: their sum less as many times the cell itself.
module diffusion_kernel_mod
  use argument_mod,      only: arg_type, GH_FIELD, GH_REAL, GH_READ, GH_WRITE, STENCIL, CROSS, CELL_COLUMN
  use constants_mod,     only: i_def, r_def
  use fs_continuity_mod, only: W3
  use kernel_mod,        only: kernel_type
  implicit none
  private

  type, public, extends(kernel_type) :: diffusion_kernel_type
    private
    type(arg_type) :: meta_args(2) = (/                            &
         arg_type(GH_FIELD, GH_REAL, GH_WRITE, W3),                &
         arg_type(GH_FIELD, GH_REAL, GH_READ,  W3, STENCIL(CROSS)) &
         /)
    integer :: operates_on = CELL_COLUMN
  contains
    procedure, nopass :: diffusion_code
  end type diffusion_kernel_type

  public :: diffusion_code

contains

  subroutine diffusion_code(nlayers, tendency, theta, stencil_size, stencil_map, ndf, undf, map)
    integer(i_def), intent(in)    :: nlayers, stencil_size, ndf, undf
    integer(i_def), intent(in)    :: stencil_map(ndf, stencil_size), map(ndf)
    real(r_def),    intent(inout) :: tendency(undf)
    real(r_def),    intent(in)    :: theta(undf)
    integer(i_def) :: k, cell
    real(r_def)    :: total

    do k = 0, nlayers - 1
      total = 0.0_r_def
      do cell = 2, stencil_size
        total = total + (theta(stencil_map(1, cell) + k) - theta(map(1) + k))
      end do
      tendency(map(1) + k) = total
    end do
  end subroutine diffusion_code

end module diffusion_kernel_mod
