!> Local matrices between any spaces.
module build_any_matrix_kernel_mod
  use argument_mod, only: arg_type, gh_operator, gh_real, gh_write, any_space_1, any_space_2, &
                          gh_scalar, gh_integer, gh_read, cell_column
  use kernel_mod, only: kernel_type
  implicit none
  private

  type, public, extends(kernel_type) :: build_any_matrix_kernel_type
    private
    type(arg_type) :: meta_args(2) = (/ &
         arg_type(gh_operator, gh_real, gh_write, any_space_1, any_space_2), &
         arg_type(gh_scalar, gh_integer, gh_read) /)
    integer :: operates_on = cell_column
  contains
    procedure, nopass :: build_any_matrix_code
  end type

  public :: build_any_matrix_code

contains

  subroutine build_any_matrix_code( &
      cell, nlayers, op_1_ncell_3d, op_1, iscalar_2, ndf_as1_op_1, ndf_as2_op_1)
    use constants_mod, only: i_def, r_def

    integer(kind=i_def), intent(in) :: cell
    integer(kind=i_def), intent(in) :: nlayers
    integer(kind=i_def), intent(in) :: op_1_ncell_3d
    integer(kind=i_def), intent(in) :: iscalar_2
    integer(kind=i_def), intent(in) :: ndf_as1_op_1
    integer(kind=i_def), intent(in) :: ndf_as2_op_1
    real(kind=r_def), intent(inout) :: op_1(op_1_ncell_3d, ndf_as1_op_1, ndf_as2_op_1)
    integer(i_def) :: k, df, other
    real(r_def) :: total

    do k = 0, nlayers - 1
      total = real(k + 1, r_def)
      total = total + real(iscalar_2, r_def)
      total = modulo(total, 97.0_r_def)
      do other = 1, ndf_as2_op_1
        do df = 1, ndf_as1_op_1
          op_1((cell - 1)*nlayers + k + 1, df, other) = &
            real(modulo(total + real(3*df + 5*other, r_def), 7.0_r_def), r_def)
        end do
      end do
    end do
  end subroutine build_any_matrix_code

end module
