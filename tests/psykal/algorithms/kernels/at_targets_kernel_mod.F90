!> Values at the nodes of chosen spaces.
module at_targets_kernel_mod
  use argument_mod, only: arg_type, func_type, gh_field, gh_real, gh_inc, gh_read, gh_basis, &
                          gh_evaluator, cell_column
  use fs_continuity_mod, only: w0, w2, w3
  use kernel_mod, only: kernel_type
  implicit none
  private

  type, public, extends(kernel_type) :: at_targets_kernel_type
    private
    type(arg_type) :: meta_args(3) = (/ &
         arg_type(gh_field, gh_real, gh_inc, w0), &
         arg_type(gh_field, gh_real, gh_read, w2), &
         arg_type(gh_field, gh_real, gh_read, w3) /)
    type(func_type) :: meta_funcs(1) = (/ &
         func_type(w2, gh_basis) /)
    integer :: gh_shape = gh_evaluator
    integer :: gh_evaluator_targets(2) = (/ w3, w0 /)
    integer :: operates_on = cell_column
  contains
    procedure, nopass :: at_targets_code
  end type

  public :: at_targets_code

contains

  subroutine at_targets_code( &
      nlayers, field_1_w0, field_2_w2, field_3_w3, ndf_w0, undf_w0, map_w0, ndf_w2, undf_w2, &
      map_w2, basis_w2_on_w3, basis_w2_on_w0, ndf_w3, undf_w3, map_w3)
    use constants_mod, only: i_def, r_def

    integer(kind=i_def), intent(in) :: nlayers
    integer(kind=i_def), intent(in) :: ndf_w0
    integer(kind=i_def), intent(in) :: undf_w0
    integer(kind=i_def), intent(in) :: ndf_w2
    integer(kind=i_def), intent(in) :: undf_w2
    integer(kind=i_def), intent(in) :: ndf_w3
    integer(kind=i_def), intent(in) :: undf_w3
    real(kind=r_def), intent(inout) :: field_1_w0(undf_w0)
    real(kind=r_def), intent(in) :: field_2_w2(undf_w2)
    real(kind=r_def), intent(in) :: field_3_w3(undf_w3)
    integer(kind=i_def), intent(in) :: map_w0(ndf_w0)
    integer(kind=i_def), intent(in) :: map_w2(ndf_w2)
    real(kind=r_def), intent(in) :: basis_w2_on_w3(3, ndf_w2, ndf_w3)
    real(kind=r_def), intent(in) :: basis_w2_on_w0(3, ndf_w2, ndf_w0)
    integer(kind=i_def), intent(in) :: map_w3(ndf_w3)
    integer(i_def) :: k, df
    real(r_def) :: total

    do k = 0, nlayers - 1
      total = real(k + 1, r_def)
      total = total + anint(4.0_r_def*sum(abs(basis_w2_on_w3)))
      total = total + anint(4.0_r_def*sum(abs(basis_w2_on_w0)))
      total = total + 2.0_r_def*sum(field_2_w2(map_w2 + k))
      total = total + 3.0_r_def*sum(field_3_w3(map_w3 + k))
      total = modulo(total, 97.0_r_def)
      do df = 1, ndf_w0
        field_1_w0(map_w0(df) + k) = field_1_w0(map_w0(df) + k) + modulo(total + real(df, r_def), 97.0_r_def)
      end do
    end do
  end subroutine at_targets_code

end module
