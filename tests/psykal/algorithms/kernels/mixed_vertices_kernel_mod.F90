!> Vertices of either precision.
module mixed_vertices_kernel_mod
  use argument_mod, only: arg_type, gh_field, gh_real, gh_inc, gh_read, cell_column
  use fs_continuity_mod, only: w0, w3
  use kernel_mod, only: kernel_type
  use, intrinsic :: iso_fortran_env, only: real32, real64
  implicit none
  private

  type, public, extends(kernel_type) :: mixed_vertices_kernel_type
    private
    type(arg_type) :: meta_args(2) = (/ &
         arg_type(gh_field, gh_real, gh_inc, w0), &
         arg_type(gh_field, gh_real, gh_read, w3) /)
    integer :: operates_on = cell_column
  end type

  interface mixed_vertices_code
    module procedure mixed_vertices_code_32, mixed_vertices_code_64
  end interface
  public :: mixed_vertices_code

contains

  subroutine mixed_vertices_code_32( &
      nlayers, field_1_w0, field_2_w3, ndf_w0, undf_w0, map_w0, ndf_w3, undf_w3, map_w3)
    use constants_mod, only: i_def, r_def

    integer(kind=i_def), intent(in) :: nlayers
    integer(kind=i_def), intent(in) :: ndf_w0
    integer(kind=i_def), intent(in) :: undf_w0
    integer(kind=i_def), intent(in) :: ndf_w3
    integer(kind=i_def), intent(in) :: undf_w3
    real(real32), intent(inout) :: field_1_w0(undf_w0)
    real(real32), intent(in) :: field_2_w3(undf_w3)
    integer(kind=i_def), intent(in) :: map_w0(ndf_w0)
    integer(kind=i_def), intent(in) :: map_w3(ndf_w3)
    integer(i_def) :: k, df
    real(r_def) :: total

    do k = 0, nlayers - 1
      total = real(k + 1, r_def)
      total = total + 2.0_r_def*real(sum(field_2_w3(map_w3 + k)), r_def)
      total = modulo(total, 97.0_r_def)
      do df = 1, ndf_w0
        field_1_w0(map_w0(df) + k) = field_1_w0(map_w0(df) + k) + real(modulo(total + real(df, r_def), &
          97.0_r_def), real32)
      end do
    end do
  end subroutine mixed_vertices_code_32

  subroutine mixed_vertices_code_64( &
      nlayers, field_1_w0, field_2_w3, ndf_w0, undf_w0, map_w0, ndf_w3, undf_w3, map_w3)
    use constants_mod, only: i_def, r_def

    integer(kind=i_def), intent(in) :: nlayers
    integer(kind=i_def), intent(in) :: ndf_w0
    integer(kind=i_def), intent(in) :: undf_w0
    integer(kind=i_def), intent(in) :: ndf_w3
    integer(kind=i_def), intent(in) :: undf_w3
    real(real64), intent(inout) :: field_1_w0(undf_w0)
    real(real64), intent(in) :: field_2_w3(undf_w3)
    integer(kind=i_def), intent(in) :: map_w0(ndf_w0)
    integer(kind=i_def), intent(in) :: map_w3(ndf_w3)
    integer(i_def) :: k, df
    real(r_def) :: total

    do k = 0, nlayers - 1
      total = real(k + 1, r_def)
      total = total + 2.0_r_def*real(sum(field_2_w3(map_w3 + k)), r_def)
      total = modulo(total, 97.0_r_def)
      do df = 1, ndf_w0
        field_1_w0(map_w0(df) + k) = field_1_w0(map_w0(df) + k) + real(modulo(total + real(df, r_def), &
          97.0_r_def), real64)
      end do
    end do
  end subroutine mixed_vertices_code_64

end module
