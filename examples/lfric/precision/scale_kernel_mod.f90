!> One kernel for fields of two precisions: a generic interface, resolved by the type of the field.
module scale_kernel_mod
  use argument_mod,      only: arg_type, GH_FIELD, GH_SCALAR, GH_REAL, GH_READ, GH_WRITE, STENCIL, CROSS, CELL_COLUMN
  use constants_mod,     only: i_def
  use fs_continuity_mod, only: W3
  use, intrinsic :: iso_fortran_env, only: real32, real64
  use kernel_mod,        only: kernel_type
  implicit none
  private

  type, public, extends(kernel_type) :: scale_kernel_type
    private
    type(arg_type) :: meta_args(3) = (/                              &
         arg_type(GH_FIELD,  GH_REAL, GH_WRITE, W3),                 &
         arg_type(GH_FIELD,  GH_REAL, GH_READ,  W3, STENCIL(CROSS)), &
         arg_type(GH_SCALAR, GH_REAL, GH_READ)                       &
         /)
    integer :: operates_on = CELL_COLUMN
  end type scale_kernel_type

  interface scale_code
    module procedure scale_code_32, scale_code_64
  end interface scale_code
  public :: scale_code

contains

  subroutine scale_code_32(nlayers, sums, cells, size, stencil_map, factor, ndf, undf, map)
    integer(i_def), intent(in)    :: nlayers, size, ndf, undf
    integer(i_def), intent(in)    :: stencil_map(ndf, size), map(ndf)
    real(real32),   intent(inout) :: sums(undf)
    real(real32),   intent(in)    :: cells(undf), factor
    integer(i_def) :: k, cell

    do k = 0, nlayers - 1
      sums(map(1) + k) = 0.0_real32
      do cell = 1, size
        sums(map(1) + k) = sums(map(1) + k) + factor * cells(stencil_map(1, cell) + k)
      end do
    end do
  end subroutine scale_code_32

  subroutine scale_code_64(nlayers, sums, cells, size, stencil_map, factor, ndf, undf, map)
    integer(i_def), intent(in)    :: nlayers, size, ndf, undf
    integer(i_def), intent(in)    :: stencil_map(ndf, size), map(ndf)
    real(real64),   intent(inout) :: sums(undf)
    real(real64),   intent(in)    :: cells(undf), factor
    integer(i_def) :: k, cell

    do k = 0, nlayers - 1
      sums(map(1) + k) = 0.0_real64
      do cell = 1, size
        sums(map(1) + k) = sums(map(1) + k) + factor * cells(stencil_map(1, cell) + k)
      end do
    end do
  end subroutine scale_code_64

end module scale_kernel_mod
