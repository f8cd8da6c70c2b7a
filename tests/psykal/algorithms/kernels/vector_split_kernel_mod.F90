!> A vector becomes a field.
module vector_split_kernel_mod
  use argument_mod, only: arg_type, gh_field, gh_real, gh_inc, gh_read, cell_column
  use fs_continuity_mod, only: w0, w3
  use kernel_mod, only: kernel_type
  implicit none
  private

  type, public, extends(kernel_type) :: vector_split_kernel_type
    private
    type(arg_type) :: meta_args(3) = (/ &
         arg_type(gh_field, gh_real, gh_inc, w0), &
         arg_type(gh_field*3, gh_real, gh_read, w0), &
         arg_type(gh_field*2, gh_real, gh_read, w3) /)
    integer :: operates_on = cell_column
  contains
    procedure, nopass :: vector_split_code
  end type

  public :: vector_split_code

contains

  subroutine vector_split_code( &
      nlayers, field_1_w0, field_2_w0_v1, field_2_w0_v2, field_2_w0_v3, field_3_w3_v1, &
      field_3_w3_v2, ndf_w0, undf_w0, map_w0, ndf_w3, undf_w3, map_w3)
    use constants_mod, only: i_def, r_def

    integer(kind=i_def), intent(in) :: nlayers
    integer(kind=i_def), intent(in) :: ndf_w0
    integer(kind=i_def), intent(in) :: undf_w0
    integer(kind=i_def), intent(in) :: ndf_w3
    integer(kind=i_def), intent(in) :: undf_w3
    real(kind=r_def), intent(inout) :: field_1_w0(undf_w0)
    real(kind=r_def), intent(in) :: field_2_w0_v1(undf_w0)
    real(kind=r_def), intent(in) :: field_2_w0_v2(undf_w0)
    real(kind=r_def), intent(in) :: field_2_w0_v3(undf_w0)
    real(kind=r_def), intent(in) :: field_3_w3_v1(undf_w3)
    real(kind=r_def), intent(in) :: field_3_w3_v2(undf_w3)
    integer(kind=i_def), intent(in) :: map_w0(ndf_w0)
    integer(kind=i_def), intent(in) :: map_w3(ndf_w3)
    integer(i_def) :: k, df
    real(r_def) :: total

    do k = 0, nlayers - 1
      total = real(k + 1, r_def)
      total = total + 2.0_r_def*sum(field_2_w0_v1(map_w0 + k))
      total = total + 3.0_r_def*sum(field_2_w0_v2(map_w0 + k))
      total = total + 4.0_r_def*sum(field_2_w0_v3(map_w0 + k))
      total = total + 5.0_r_def*sum(field_3_w3_v1(map_w3 + k))
      total = total + 6.0_r_def*sum(field_3_w3_v2(map_w3 + k))
      total = modulo(total, 97.0_r_def)
      do df = 1, ndf_w0
        field_1_w0(map_w0(df) + k) = field_1_w0(map_w0(df) + k) + modulo(total + real(df, r_def), 97.0_r_def)
      end do
    end do
  end subroutine vector_split_code

end module
