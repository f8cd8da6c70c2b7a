!> The left side of a Helmholtz equation in cells: the cell less a part of the difference to its neighbours.
module helmholtz_kernel_mod
  use argument_mod,      only: arg_type, GH_FIELD, GH_SCALAR, GH_REAL, GH_READ, GH_WRITE, STENCIL, CROSS, CELL_COLUMN
  use constants_mod,     only: i_def, r_def
  use fs_continuity_mod, only: W3
  use kernel_mod,        only: kernel_type
  implicit none
  private

  type, public, extends(kernel_type) :: helmholtz_kernel_type
    private
    type(arg_type) :: meta_args(3) = (/                              &
         arg_type(GH_FIELD,  GH_REAL, GH_WRITE, W3),                 &
         arg_type(GH_FIELD,  GH_REAL, GH_READ,  W3, STENCIL(CROSS)), &
         arg_type(GH_SCALAR, GH_REAL, GH_READ)                       &
         /)
    integer :: operates_on = CELL_COLUMN
  contains
    procedure, nopass :: helmholtz_code
  end type helmholtz_kernel_type

  public :: helmholtz_code

contains

  subroutine helmholtz_code(nlayers, left, x, size, stencil_map, weight, ndf, undf, map)
    integer(i_def), intent(in)    :: nlayers, size, ndf, undf
    integer(i_def), intent(in)    :: stencil_map(ndf, size), map(ndf)
    real(r_def),    intent(inout) :: left(undf)
    real(r_def),    intent(in)    :: x(undf), weight
    integer(i_def) :: k, cell

    do k = 0, nlayers - 1
      left(map(1) + k) = x(map(1) + k)
      do cell = 2, size
        left(map(1) + k) = left(map(1) + k) + weight * (x(map(1) + k) - x(stencil_map(1, cell) + k))
      end do
    end do
  end subroutine helmholtz_code

end module helmholtz_kernel_mod
