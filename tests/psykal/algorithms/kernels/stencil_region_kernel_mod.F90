!> Cells with the weights of a region stencil.
module stencil_region_kernel_mod
  use argument_mod, only: arg_type, gh_field, gh_real, gh_write, gh_read, stencil, region, &
                          cell_column
  use fs_continuity_mod, only: w3
  use kernel_mod, only: kernel_type
  implicit none
  private

  type, public, extends(kernel_type) :: stencil_region_kernel_type
    private
    type(arg_type) :: meta_args(2) = (/ &
         arg_type(gh_field, gh_real, gh_write, w3), &
         arg_type(gh_field, gh_real, gh_read, w3, stencil(region)) /)
    integer :: operates_on = cell_column
  contains
    procedure, nopass :: stencil_region_code
  end type

  public :: stencil_region_code

contains

  subroutine stencil_region_code( &
      nlayers, field_1_w3, field_2_w3, field_2_stencil_size, field_2_stencil_dofmap, ndf_w3, &
      undf_w3, map_w3)
    use constants_mod, only: i_def, r_def

    integer(kind=i_def), intent(in) :: nlayers
    integer(kind=i_def), intent(in) :: field_2_stencil_size
    integer(kind=i_def), intent(in) :: ndf_w3
    integer(kind=i_def), intent(in) :: undf_w3
    real(kind=r_def), intent(inout) :: field_1_w3(undf_w3)
    real(kind=r_def), intent(in) :: field_2_w3(undf_w3)
    integer(kind=i_def), intent(in) :: field_2_stencil_dofmap(ndf_w3, field_2_stencil_size)
    integer(kind=i_def), intent(in) :: map_w3(ndf_w3)
    integer(i_def) :: k, branch_cell, df
    real(r_def) :: total

    do k = 0, nlayers - 1
      total = real(k + 1, r_def)
      do branch_cell = 1, field_2_stencil_size
        total = total + real(branch_cell, r_def)*sum(field_2_w3(field_2_stencil_dofmap(:, branch_cell) + k))
      end do
      total = modulo(total, 97.0_r_def)
      do df = 1, ndf_w3
        field_1_w3(map_w3(df) + k) = modulo(total + real(df, r_def), 97.0_r_def)
      end do
    end do
  end subroutine stencil_region_code

end module
