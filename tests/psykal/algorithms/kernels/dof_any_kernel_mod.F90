!> One dof of any space at a time.
module dof_any_kernel_mod
  use argument_mod, only: arg_type, gh_field, gh_real, gh_write, any_space_1, gh_read, dof
  use kernel_mod, only: kernel_type
  implicit none
  private

  type, public, extends(kernel_type) :: dof_any_kernel_type
    private
    type(arg_type) :: meta_args(2) = (/ &
         arg_type(gh_field, gh_real, gh_write, any_space_1), &
         arg_type(gh_field, gh_real, gh_read, any_space_1) /)
    integer :: operates_on = dof
  contains
    procedure, nopass :: dof_any_code
  end type

  public :: dof_any_code

contains

  subroutine dof_any_code( &
      field_1_as1_field_1, field_2_as1_field_1)
    use constants_mod, only: i_def, r_def

    real(kind=r_def), intent(inout) :: field_1_as1_field_1
    real(kind=r_def), intent(in) :: field_2_as1_field_1
    real(r_def) :: total

    total = 1.0_r_def
    total = total + 2.0_r_def*field_2_as1_field_1
    field_1_as1_field_1 = modulo(total, 97.0_r_def)
  end subroutine dof_any_code

end module
