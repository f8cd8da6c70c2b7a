!> Basis functions of a space that the run tells.
module any_nodes_kernel_mod
  use argument_mod, only: arg_type, func_type, gh_field, gh_real, gh_inc, any_space_1, gh_read, &
                          gh_diff_basis, gh_evaluator, cell_column
  use fs_continuity_mod, only: w0
  use kernel_mod, only: kernel_type
  implicit none
  private

  type, public, extends(kernel_type) :: any_nodes_kernel_type
    private
    type(arg_type) :: meta_args(2) = (/ &
         arg_type(gh_field, gh_real, gh_inc, any_space_1), &
         arg_type(gh_field, gh_real, gh_read, w0) /)
    type(func_type) :: meta_funcs(1) = (/ &
         func_type(w0, gh_diff_basis) /)
    integer :: gh_shape = gh_evaluator
    integer :: operates_on = cell_column
  contains
    procedure, nopass :: any_nodes_code
  end type

  public :: any_nodes_code

contains

  subroutine any_nodes_code( &
      nlayers, field_1_as1_field_1, field_2_w0, ndf_as1_field_1, undf_as1_field_1, &
      map_as1_field_1, ndf_w0, undf_w0, map_w0, diff_basis_w0_on_as1_field_1)
    use constants_mod, only: i_def, r_def

    integer(kind=i_def), intent(in) :: nlayers
    integer(kind=i_def), intent(in) :: ndf_as1_field_1
    integer(kind=i_def), intent(in) :: undf_as1_field_1
    integer(kind=i_def), intent(in) :: ndf_w0
    integer(kind=i_def), intent(in) :: undf_w0
    real(kind=r_def), intent(inout) :: field_1_as1_field_1(undf_as1_field_1)
    real(kind=r_def), intent(in) :: field_2_w0(undf_w0)
    integer(kind=i_def), intent(in) :: map_as1_field_1(ndf_as1_field_1)
    integer(kind=i_def), intent(in) :: map_w0(ndf_w0)
    real(kind=r_def), intent(in) :: diff_basis_w0_on_as1_field_1(3, ndf_w0, ndf_as1_field_1)
    integer(i_def) :: k, df
    real(r_def) :: total

    do k = 0, nlayers - 1
      total = real(k + 1, r_def)
      total = total + anint(4.0_r_def*sum(abs(diff_basis_w0_on_as1_field_1)))
      total = total + 2.0_r_def*sum(field_2_w0(map_w0 + k))
      total = modulo(total, 97.0_r_def)
      do df = 1, ndf_as1_field_1
        field_1_as1_field_1(map_as1_field_1(df) + k) = field_1_as1_field_1(map_as1_field_1(df) + k) &
          + modulo(total + real(df, r_def), 97.0_r_def)
      end do
    end do
  end subroutine any_nodes_code

end module
