!> Values and derivatives at the nodes of two written spaces.
module at_two_nodes_kernel_mod
  use argument_mod, only: arg_type, func_type, gh_field, gh_real, gh_inc, gh_write, gh_read, &
                          gh_basis, gh_diff_basis, gh_evaluator, cell_column
  use fs_continuity_mod, only: w0, w1, w3
  use kernel_mod, only: kernel_type
  implicit none
  private

  type, public, extends(kernel_type) :: at_two_nodes_kernel_type
    private
    type(arg_type) :: meta_args(3) = (/ &
         arg_type(gh_field, gh_real, gh_inc, w1), &
         arg_type(gh_field, gh_real, gh_write, w3), &
         arg_type(gh_field, gh_real, gh_read, w0) /)
    type(func_type) :: meta_funcs(1) = (/ &
         func_type(w0, gh_basis, gh_diff_basis) /)
    integer :: gh_shape = gh_evaluator
    integer :: operates_on = cell_column
  contains
    procedure, nopass :: at_two_nodes_code
  end type

  public :: at_two_nodes_code

contains

  subroutine at_two_nodes_code( &
      nlayers, field_1_w1, field_2_w3, field_3_w0, ndf_w1, undf_w1, map_w1, ndf_w3, undf_w3, &
      map_w3, ndf_w0, undf_w0, map_w0, basis_w0_on_w1, basis_w0_on_w3, diff_basis_w0_on_w1, &
      diff_basis_w0_on_w3)
    use constants_mod, only: i_def, r_def

    integer(kind=i_def), intent(in) :: nlayers
    integer(kind=i_def), intent(in) :: ndf_w1
    integer(kind=i_def), intent(in) :: undf_w1
    integer(kind=i_def), intent(in) :: ndf_w3
    integer(kind=i_def), intent(in) :: undf_w3
    integer(kind=i_def), intent(in) :: ndf_w0
    integer(kind=i_def), intent(in) :: undf_w0
    real(kind=r_def), intent(inout) :: field_1_w1(undf_w1)
    real(kind=r_def), intent(inout) :: field_2_w3(undf_w3)
    real(kind=r_def), intent(in) :: field_3_w0(undf_w0)
    integer(kind=i_def), intent(in) :: map_w1(ndf_w1)
    integer(kind=i_def), intent(in) :: map_w3(ndf_w3)
    integer(kind=i_def), intent(in) :: map_w0(ndf_w0)
    real(kind=r_def), intent(in) :: basis_w0_on_w1(1, ndf_w0, ndf_w1)
    real(kind=r_def), intent(in) :: basis_w0_on_w3(1, ndf_w0, ndf_w3)
    real(kind=r_def), intent(in) :: diff_basis_w0_on_w1(3, ndf_w0, ndf_w1)
    real(kind=r_def), intent(in) :: diff_basis_w0_on_w3(3, ndf_w0, ndf_w3)
    integer(i_def) :: k, df
    real(r_def) :: total

    do k = 0, nlayers - 1
      total = real(k + 1, r_def)
      total = total + anint(4.0_r_def*sum(abs(basis_w0_on_w1)))
      total = total + anint(4.0_r_def*sum(abs(basis_w0_on_w3)))
      total = total + anint(4.0_r_def*sum(abs(diff_basis_w0_on_w1)))
      total = total + anint(4.0_r_def*sum(abs(diff_basis_w0_on_w3)))
      total = total + 2.0_r_def*sum(field_3_w0(map_w0 + k))
      total = modulo(total, 97.0_r_def)
      do df = 1, ndf_w1
        field_1_w1(map_w1(df) + k) = field_1_w1(map_w1(df) + k) + modulo(total + real(df, r_def), 97.0_r_def)
      end do
      do df = 1, ndf_w3
        field_2_w3(map_w3(df) + k) = modulo(total + real(df, r_def), 97.0_r_def)
      end do
    end do
  end subroutine at_two_nodes_code

end module
