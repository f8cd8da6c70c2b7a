!> Cells from coordinates.
module coordinates_kernel_mod
  use argument_mod, only: arg_type, gh_field, gh_real, gh_write, gh_read, cell_column
  use fs_continuity_mod, only: w3, wchi
  use kernel_mod, only: kernel_type
  implicit none
  private

  type, public, extends(kernel_type) :: coordinates_kernel_type
    private
    type(arg_type) :: meta_args(2) = (/ &
         arg_type(gh_field, gh_real, gh_write, w3), &
         arg_type(gh_field*3, gh_real, gh_read, wchi) /)
    integer :: operates_on = cell_column
  contains
    procedure, nopass :: coordinates_code
  end type

  public :: coordinates_code

contains

  subroutine coordinates_code( &
      nlayers, field_1_w3, field_2_wchi_v1, field_2_wchi_v2, field_2_wchi_v3, ndf_w3, undf_w3, &
      map_w3, ndf_wchi, undf_wchi, map_wchi)
    use constants_mod, only: i_def, r_def

    integer(kind=i_def), intent(in) :: nlayers
    integer(kind=i_def), intent(in) :: ndf_w3
    integer(kind=i_def), intent(in) :: undf_w3
    integer(kind=i_def), intent(in) :: ndf_wchi
    integer(kind=i_def), intent(in) :: undf_wchi
    real(kind=r_def), intent(inout) :: field_1_w3(undf_w3)
    real(kind=r_def), intent(in) :: field_2_wchi_v1(undf_wchi)
    real(kind=r_def), intent(in) :: field_2_wchi_v2(undf_wchi)
    real(kind=r_def), intent(in) :: field_2_wchi_v3(undf_wchi)
    integer(kind=i_def), intent(in) :: map_w3(ndf_w3)
    integer(kind=i_def), intent(in) :: map_wchi(ndf_wchi)
    integer(i_def) :: k, df
    real(r_def) :: total

    do k = 0, nlayers - 1
      total = real(k + 1, r_def)
      total = total + 2.0_r_def*sum(field_2_wchi_v1(map_wchi + k))
      total = total + 3.0_r_def*sum(field_2_wchi_v2(map_wchi + k))
      total = total + 4.0_r_def*sum(field_2_wchi_v3(map_wchi + k))
      total = modulo(total, 97.0_r_def)
      do df = 1, ndf_w3
        field_1_w3(map_w3(df) + k) = modulo(total + real(df, r_def), 97.0_r_def)
      end do
    end do
  end subroutine coordinates_code

end module
