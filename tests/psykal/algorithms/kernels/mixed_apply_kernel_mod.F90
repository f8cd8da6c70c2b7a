!> Local matrices of either precision, applied.
module mixed_apply_kernel_mod
  use argument_mod, only: arg_type, gh_field, gh_real, gh_write, gh_read, gh_operator, &
                          cell_column
  use fs_continuity_mod, only: w3
  use kernel_mod, only: kernel_type
  use, intrinsic :: iso_fortran_env, only: real32, real64
  implicit none
  private

  type, public, extends(kernel_type) :: mixed_apply_kernel_type
    private
    type(arg_type) :: meta_args(3) = (/ &
         arg_type(gh_field, gh_real, gh_write, w3), &
         arg_type(gh_field, gh_real, gh_read, w3), &
         arg_type(gh_operator, gh_real, gh_read, w3, w3) /)
    integer :: operates_on = cell_column
  end type

  interface mixed_apply_code
    module procedure mixed_apply_code_32, mixed_apply_code_64
  end interface
  public :: mixed_apply_code

contains

  subroutine mixed_apply_code_32( &
      cell, nlayers, field_1_w3, field_2_w3, op_3_ncell_3d, op_3, ndf_w3, undf_w3, map_w3)
    use constants_mod, only: i_def, r_def

    integer(kind=i_def), intent(in) :: cell
    integer(kind=i_def), intent(in) :: nlayers
    integer(kind=i_def), intent(in) :: op_3_ncell_3d
    integer(kind=i_def), intent(in) :: ndf_w3
    integer(kind=i_def), intent(in) :: undf_w3
    real(real32), intent(inout) :: field_1_w3(undf_w3)
    real(real32), intent(in) :: field_2_w3(undf_w3)
    real(real32), intent(in) :: op_3(op_3_ncell_3d, ndf_w3, ndf_w3)
    integer(kind=i_def), intent(in) :: map_w3(ndf_w3)
    integer(i_def) :: k, df
    real(r_def) :: total

    do k = 0, nlayers - 1
      total = real(k + 1, r_def)
      total = total + 2.0_r_def*real(sum(field_2_w3(map_w3 + k)), r_def)
      total = total + real(sum(op_3((cell - 1)*nlayers + k + 1, :, :)), r_def)
      total = modulo(total, 97.0_r_def)
      do df = 1, ndf_w3
        field_1_w3(map_w3(df) + k) = real(modulo(total + real(df, r_def), 97.0_r_def), real32)
      end do
    end do
  end subroutine mixed_apply_code_32

  subroutine mixed_apply_code_64( &
      cell, nlayers, field_1_w3, field_2_w3, op_3_ncell_3d, op_3, ndf_w3, undf_w3, map_w3)
    use constants_mod, only: i_def, r_def

    integer(kind=i_def), intent(in) :: cell
    integer(kind=i_def), intent(in) :: nlayers
    integer(kind=i_def), intent(in) :: op_3_ncell_3d
    integer(kind=i_def), intent(in) :: ndf_w3
    integer(kind=i_def), intent(in) :: undf_w3
    real(real64), intent(inout) :: field_1_w3(undf_w3)
    real(real64), intent(in) :: field_2_w3(undf_w3)
    real(real64), intent(in) :: op_3(op_3_ncell_3d, ndf_w3, ndf_w3)
    integer(kind=i_def), intent(in) :: map_w3(ndf_w3)
    integer(i_def) :: k, df
    real(r_def) :: total

    do k = 0, nlayers - 1
      total = real(k + 1, r_def)
      total = total + 2.0_r_def*real(sum(field_2_w3(map_w3 + k)), r_def)
      total = total + real(sum(op_3((cell - 1)*nlayers + k + 1, :, :)), r_def)
      total = modulo(total, 97.0_r_def)
      do df = 1, ndf_w3
        field_1_w3(map_w3(df) + k) = real(modulo(total + real(df, r_def), 97.0_r_def), real64)
      end do
    end do
  end subroutine mixed_apply_code_64

end module
