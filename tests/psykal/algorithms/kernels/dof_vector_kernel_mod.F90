!> One dof of several fields at a time.
module dof_vector_kernel_mod
  use argument_mod, only: arg_type, gh_field, gh_real, gh_write, gh_read, gh_scalar, &
                          gh_integer, dof
  use fs_continuity_mod, only: w3
  use kernel_mod, only: kernel_type
  implicit none
  private

  type, public, extends(kernel_type) :: dof_vector_kernel_type
    private
    type(arg_type) :: meta_args(3) = (/ &
         arg_type(gh_field, gh_real, gh_write, w3), &
         arg_type(gh_field*2, gh_real, gh_read, w3), &
         arg_type(gh_scalar, gh_integer, gh_read) /)
    integer :: operates_on = dof
  contains
    procedure, nopass :: dof_vector_code
  end type

  public :: dof_vector_code

contains

  subroutine dof_vector_code( &
      field_1_w3, field_2_w3_v1, field_2_w3_v2, iscalar_3)
    use constants_mod, only: i_def, r_def

    real(kind=r_def), intent(inout) :: field_1_w3
    real(kind=r_def), intent(in) :: field_2_w3_v1
    real(kind=r_def), intent(in) :: field_2_w3_v2
    integer(kind=i_def), intent(in) :: iscalar_3
    real(r_def) :: total

    total = 1.0_r_def
    total = total + real(iscalar_3, r_def)
    total = total + 2.0_r_def*field_2_w3_v1
    total = total + 3.0_r_def*field_2_w3_v2
    field_1_w3 = modulo(total, 97.0_r_def)
  end subroutine dof_vector_code

end module
