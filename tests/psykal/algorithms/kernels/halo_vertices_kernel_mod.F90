!> Vertices of the halo's cells, as write_w0 has it for the others.
module halo_vertices_kernel_mod
  use argument_mod, only: arg_type, gh_field, gh_real, gh_write, gh_read, gh_scalar, &
                          halo_cell_column
  use fs_continuity_mod, only: w0
  use kernel_mod, only: kernel_type
  implicit none
  private

  type, public, extends(kernel_type) :: halo_vertices_kernel_type
    private
    type(arg_type) :: meta_args(3) = (/ &
         arg_type(gh_field, gh_real, gh_write, w0), &
         arg_type(gh_field, gh_real, gh_read, w0), &
         arg_type(gh_scalar, gh_real, gh_read) /)
    integer :: operates_on = halo_cell_column
  contains
    procedure, nopass :: halo_vertices_code
  end type

  public :: halo_vertices_code

contains

  subroutine halo_vertices_code( &
      nlayers, field_1_w0, field_2_w0, rscalar_3, ndf_w0, undf_w0, map_w0)
    use constants_mod, only: i_def, r_def

    integer(kind=i_def), intent(in) :: nlayers
    real(kind=r_def), intent(in) :: rscalar_3
    integer(kind=i_def), intent(in) :: ndf_w0
    integer(kind=i_def), intent(in) :: undf_w0
    real(kind=r_def), intent(inout) :: field_1_w0(undf_w0)
    real(kind=r_def), intent(in) :: field_2_w0(undf_w0)
    integer(kind=i_def), intent(in) :: map_w0(ndf_w0)
    integer(i_def) :: k, df

    do k = 0, nlayers - 1
      do df = 1, ndf_w0
        field_1_w0(map_w0(df) + k) = modulo(2.0_r_def*field_2_w0(map_w0(df) + k) + rscalar_3, 97.0_r_def)
      end do
    end do
  end subroutine halo_vertices_code

end module
