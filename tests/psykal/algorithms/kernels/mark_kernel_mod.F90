!> Integers of cells and vertices.
module mark_kernel_mod
  use argument_mod, only: arg_type, gh_field, gh_integer, gh_readwrite, gh_read, gh_scalar, &
                          cell_column
  use fs_continuity_mod, only: w0, w3
  use kernel_mod, only: kernel_type
  implicit none
  private

  type, public, extends(kernel_type) :: mark_kernel_type
    private
    type(arg_type) :: meta_args(3) = (/ &
         arg_type(gh_field, gh_integer, gh_readwrite, w3), &
         arg_type(gh_field, gh_integer, gh_read, w0), &
         arg_type(gh_scalar, gh_integer, gh_read) /)
    integer :: operates_on = cell_column
  contains
    procedure, nopass :: mark_code
  end type

  public :: mark_code

contains

  subroutine mark_code( &
      nlayers, field_1_w3, field_2_w0, iscalar_3, ndf_w3, undf_w3, map_w3, ndf_w0, undf_w0, map_w0)
    use constants_mod, only: i_def, r_def

    integer(kind=i_def), intent(in) :: nlayers
    integer(kind=i_def), intent(in) :: iscalar_3
    integer(kind=i_def), intent(in) :: ndf_w3
    integer(kind=i_def), intent(in) :: undf_w3
    integer(kind=i_def), intent(in) :: ndf_w0
    integer(kind=i_def), intent(in) :: undf_w0
    integer(kind=i_def), intent(inout) :: field_1_w3(undf_w3)
    integer(kind=i_def), intent(in) :: field_2_w0(undf_w0)
    integer(kind=i_def), intent(in) :: map_w3(ndf_w3)
    integer(kind=i_def), intent(in) :: map_w0(ndf_w0)
    integer(i_def) :: k, df
    real(r_def) :: total

    do k = 0, nlayers - 1
      total = real(k + 1, r_def)
      total = total + real(iscalar_3, r_def)
      total = total + 2.0_r_def*real(sum(field_2_w0(map_w0 + k)), r_def)
      total = modulo(total, 97.0_r_def)
      do df = 1, ndf_w3
        field_1_w3(map_w3(df) + k) = modulo(field_1_w3(map_w3(df) + k) + int(modulo(total + real(df, &
          r_def), 97.0_r_def), i_def), 97)
      end do
    end do
  end subroutine mark_code

end module
