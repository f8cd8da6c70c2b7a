!> Cells add to their edges, from their faces.
module gather_w1_kernel_mod
  use argument_mod, only: arg_type, gh_field, gh_real, gh_inc, gh_read, cell_column
  use fs_continuity_mod, only: w1, w2
  use kernel_mod, only: kernel_type
  implicit none
  private

  type, public, extends(kernel_type) :: gather_w1_kernel_type
    private
    type(arg_type) :: meta_args(2) = (/ &
         arg_type(gh_field, gh_real, gh_inc, w1), &
         arg_type(gh_field, gh_real, gh_read, w2) /)
    integer :: operates_on = cell_column
  contains
    procedure, nopass :: gather_w1_code
  end type

  public :: gather_w1_code

contains

  subroutine gather_w1_code( &
      nlayers, field_1_w1, field_2_w2, ndf_w1, undf_w1, map_w1, ndf_w2, undf_w2, map_w2)
    use constants_mod, only: i_def, r_def

    integer(kind=i_def), intent(in) :: nlayers
    integer(kind=i_def), intent(in) :: ndf_w1
    integer(kind=i_def), intent(in) :: undf_w1
    integer(kind=i_def), intent(in) :: ndf_w2
    integer(kind=i_def), intent(in) :: undf_w2
    real(kind=r_def), intent(inout) :: field_1_w1(undf_w1)
    real(kind=r_def), intent(in) :: field_2_w2(undf_w2)
    integer(kind=i_def), intent(in) :: map_w1(ndf_w1)
    integer(kind=i_def), intent(in) :: map_w2(ndf_w2)
    integer(i_def) :: k, df
    real(r_def) :: total

    do k = 0, nlayers - 1
      total = real(k + 1, r_def)
      total = total + 2.0_r_def*sum(field_2_w2(map_w2 + k))
      total = modulo(total, 97.0_r_def)
      do df = 1, ndf_w1
        field_1_w1(map_w1(df) + k) = field_1_w1(map_w1(df) + k) + modulo(total + real(df, r_def), 97.0_r_def)
      end do
    end do
  end subroutine gather_w1_code

end module
