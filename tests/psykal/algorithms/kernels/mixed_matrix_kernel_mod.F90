!> Local matrices of either precision.
module mixed_matrix_kernel_mod
  use argument_mod, only: arg_type, gh_operator, gh_real, gh_write, gh_field, gh_read, &
                          cell_column
  use fs_continuity_mod, only: w3
  use kernel_mod, only: kernel_type
  use, intrinsic :: iso_fortran_env, only: real32, real64
  implicit none
  private

  type, public, extends(kernel_type) :: mixed_matrix_kernel_type
    private
    type(arg_type) :: meta_args(2) = (/ &
         arg_type(gh_operator, gh_real, gh_write, w3, w3), &
         arg_type(gh_field, gh_real, gh_read, w3) /)
    integer :: operates_on = cell_column
  end type

  interface mixed_matrix_code
    module procedure mixed_matrix_code_32, mixed_matrix_code_64
  end interface
  public :: mixed_matrix_code

contains

  subroutine mixed_matrix_code_32( &
      cell, nlayers, op_1_ncell_3d, op_1, field_2_w3, ndf_w3, undf_w3, map_w3)
    use constants_mod, only: i_def, r_def

    integer(kind=i_def), intent(in) :: cell
    integer(kind=i_def), intent(in) :: nlayers
    integer(kind=i_def), intent(in) :: op_1_ncell_3d
    integer(kind=i_def), intent(in) :: ndf_w3
    integer(kind=i_def), intent(in) :: undf_w3
    real(real32), intent(inout) :: op_1(op_1_ncell_3d, ndf_w3, ndf_w3)
    real(real32), intent(in) :: field_2_w3(undf_w3)
    integer(kind=i_def), intent(in) :: map_w3(ndf_w3)
    integer(i_def) :: k, df, other
    real(r_def) :: total

    do k = 0, nlayers - 1
      total = real(k + 1, r_def)
      total = total + 2.0_r_def*real(sum(field_2_w3(map_w3 + k)), r_def)
      total = modulo(total, 97.0_r_def)
      do other = 1, ndf_w3
        do df = 1, ndf_w3
          op_1((cell - 1)*nlayers + k + 1, df, other) = &
            real(modulo(total + real(3*df + 5*other, r_def), 7.0_r_def), real32)
        end do
      end do
    end do
  end subroutine mixed_matrix_code_32

  subroutine mixed_matrix_code_64( &
      cell, nlayers, op_1_ncell_3d, op_1, field_2_w3, ndf_w3, undf_w3, map_w3)
    use constants_mod, only: i_def, r_def

    integer(kind=i_def), intent(in) :: cell
    integer(kind=i_def), intent(in) :: nlayers
    integer(kind=i_def), intent(in) :: op_1_ncell_3d
    integer(kind=i_def), intent(in) :: ndf_w3
    integer(kind=i_def), intent(in) :: undf_w3
    real(real64), intent(inout) :: op_1(op_1_ncell_3d, ndf_w3, ndf_w3)
    real(real64), intent(in) :: field_2_w3(undf_w3)
    integer(kind=i_def), intent(in) :: map_w3(ndf_w3)
    integer(i_def) :: k, df, other
    real(r_def) :: total

    do k = 0, nlayers - 1
      total = real(k + 1, r_def)
      total = total + 2.0_r_def*real(sum(field_2_w3(map_w3 + k)), r_def)
      total = modulo(total, 97.0_r_def)
      do other = 1, ndf_w3
        do df = 1, ndf_w3
          op_1((cell - 1)*nlayers + k + 1, df, other) = &
            real(modulo(total + real(3*df + 5*other, r_def), 7.0_r_def), real64)
        end do
      end do
    end do
  end subroutine mixed_matrix_code_64

end module
