!> Cells of the halo only, as owned_cells has it for the others.
module halo_cells_kernel_mod
  use argument_mod, only: arg_type, gh_field, gh_real, gh_write, gh_read, gh_scalar, &
                          halo_cell_column
  use fs_continuity_mod, only: w3
  use kernel_mod, only: kernel_type
  implicit none
  private

  type, public, extends(kernel_type) :: halo_cells_kernel_type
    private
    type(arg_type) :: meta_args(3) = (/ &
         arg_type(gh_field, gh_real, gh_write, w3), &
         arg_type(gh_field, gh_real, gh_read, w3), &
         arg_type(gh_scalar, gh_real, gh_read) /)
    integer :: operates_on = halo_cell_column
  contains
    procedure, nopass :: halo_cells_code
  end type

  public :: halo_cells_code

contains

  subroutine halo_cells_code( &
      nlayers, field_1_w3, field_2_w3, rscalar_3, ndf_w3, undf_w3, map_w3)
    use constants_mod, only: i_def, r_def

    integer(kind=i_def), intent(in) :: nlayers
    real(kind=r_def), intent(in) :: rscalar_3
    integer(kind=i_def), intent(in) :: ndf_w3
    integer(kind=i_def), intent(in) :: undf_w3
    real(kind=r_def), intent(inout) :: field_1_w3(undf_w3)
    real(kind=r_def), intent(in) :: field_2_w3(undf_w3)
    integer(kind=i_def), intent(in) :: map_w3(ndf_w3)
    integer(i_def) :: k, df
    real(r_def) :: total

    do k = 0, nlayers - 1
      total = real(k + 1, r_def)
      total = total + rscalar_3
      total = total + 2.0_r_def*sum(field_2_w3(map_w3 + k))
      total = modulo(total, 97.0_r_def)
      do df = 1, ndf_w3
        field_1_w3(map_w3(df) + k) = modulo(total + real(df, r_def), 97.0_r_def)
      end do
    end do
  end subroutine halo_cells_code

end module
