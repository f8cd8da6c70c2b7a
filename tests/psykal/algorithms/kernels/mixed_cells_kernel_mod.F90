!> Cells of either precision.
module mixed_cells_kernel_mod
  use argument_mod, only: arg_type, gh_field, gh_real, gh_readwrite, gh_read, gh_scalar, &
                          cell_column
  use fs_continuity_mod, only: w3
  use kernel_mod, only: kernel_type
  use, intrinsic :: iso_fortran_env, only: real32, real64
  implicit none
  private

  type, public, extends(kernel_type) :: mixed_cells_kernel_type
    private
    type(arg_type) :: meta_args(3) = (/ &
         arg_type(gh_field, gh_real, gh_readwrite, w3), &
         arg_type(gh_field, gh_real, gh_read, w3), &
         arg_type(gh_scalar, gh_real, gh_read) /)
    integer :: operates_on = cell_column
  end type

  interface mixed_cells_code
    module procedure mixed_cells_code_32, mixed_cells_code_64
  end interface
  public :: mixed_cells_code

contains

  subroutine mixed_cells_code_32( &
      nlayers, field_1_w3, field_2_w3, rscalar_3, ndf_w3, undf_w3, map_w3)
    use constants_mod, only: i_def, r_def

    integer(kind=i_def), intent(in) :: nlayers
    real(real32), intent(in) :: rscalar_3
    integer(kind=i_def), intent(in) :: ndf_w3
    integer(kind=i_def), intent(in) :: undf_w3
    real(real32), intent(inout) :: field_1_w3(undf_w3)
    real(real32), intent(in) :: field_2_w3(undf_w3)
    integer(kind=i_def), intent(in) :: map_w3(ndf_w3)
    integer(i_def) :: k, df
    real(r_def) :: total

    do k = 0, nlayers - 1
      total = real(k + 1, r_def)
      total = total + real(rscalar_3, r_def)
      total = total + 2.0_r_def*real(sum(field_2_w3(map_w3 + k)), r_def)
      total = modulo(total, 97.0_r_def)
      do df = 1, ndf_w3
        field_1_w3(map_w3(df) + k) = modulo(field_1_w3(map_w3(df) + k) + real(modulo(total + real(df, &
          r_def), 97.0_r_def), real32), 97.0_real32)
      end do
    end do
  end subroutine mixed_cells_code_32

  subroutine mixed_cells_code_64( &
      nlayers, field_1_w3, field_2_w3, rscalar_3, ndf_w3, undf_w3, map_w3)
    use constants_mod, only: i_def, r_def

    integer(kind=i_def), intent(in) :: nlayers
    real(real64), intent(in) :: rscalar_3
    integer(kind=i_def), intent(in) :: ndf_w3
    integer(kind=i_def), intent(in) :: undf_w3
    real(real64), intent(inout) :: field_1_w3(undf_w3)
    real(real64), intent(in) :: field_2_w3(undf_w3)
    integer(kind=i_def), intent(in) :: map_w3(ndf_w3)
    integer(i_def) :: k, df
    real(r_def) :: total

    do k = 0, nlayers - 1
      total = real(k + 1, r_def)
      total = total + real(rscalar_3, r_def)
      total = total + 2.0_r_def*real(sum(field_2_w3(map_w3 + k)), r_def)
      total = modulo(total, 97.0_r_def)
      do df = 1, ndf_w3
        field_1_w3(map_w3(df) + k) = modulo(field_1_w3(map_w3(df) + k) + real(modulo(total + real(df, &
          r_def), 97.0_r_def), real64), 97.0_real64)
      end do
    end do
  end subroutine mixed_cells_code_64

end module
