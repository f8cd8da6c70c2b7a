!> Cells change with their edges.
module update_w3_kernel_mod
  use argument_mod, only: arg_type, gh_field, gh_real, gh_readwrite, gh_read, cell_column
  use fs_continuity_mod, only: w1, w3
  use kernel_mod, only: kernel_type
  implicit none
  private

  type, public, extends(kernel_type) :: update_w3_kernel_type
    private
    type(arg_type) :: meta_args(2) = (/ &
         arg_type(gh_field, gh_real, gh_readwrite, w3), &
         arg_type(gh_field, gh_real, gh_read, w1) /)
    integer :: operates_on = cell_column
  contains
    procedure, nopass :: update_w3_code
  end type

  public :: update_w3_code

contains

  subroutine update_w3_code( &
      nlayers, field_1_w3, field_2_w1, ndf_w3, undf_w3, map_w3, ndf_w1, undf_w1, map_w1)
    use constants_mod, only: i_def, r_def

    integer(kind=i_def), intent(in) :: nlayers
    integer(kind=i_def), intent(in) :: ndf_w3
    integer(kind=i_def), intent(in) :: undf_w3
    integer(kind=i_def), intent(in) :: ndf_w1
    integer(kind=i_def), intent(in) :: undf_w1
    real(kind=r_def), intent(inout) :: field_1_w3(undf_w3)
    real(kind=r_def), intent(in) :: field_2_w1(undf_w1)
    integer(kind=i_def), intent(in) :: map_w3(ndf_w3)
    integer(kind=i_def), intent(in) :: map_w1(ndf_w1)
    integer(i_def) :: k, df
    real(r_def) :: total

    do k = 0, nlayers - 1
      total = real(k + 1, r_def)
      total = total + 2.0_r_def*sum(field_2_w1(map_w1 + k))
      total = modulo(total, 97.0_r_def)
      do df = 1, ndf_w3
        field_1_w3(map_w3(df) + k) = modulo(field_1_w3(map_w3(df) + k) + modulo(total + real(df, &
          r_def), 97.0_r_def), 97.0_r_def)
      end do
    end do
  end subroutine update_w3_code

end module
