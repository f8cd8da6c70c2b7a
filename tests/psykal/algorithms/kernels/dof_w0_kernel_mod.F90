!> One vertex at a time.
module dof_w0_kernel_mod
  use argument_mod, only: arg_type, gh_field, gh_real, gh_readwrite, gh_read, gh_scalar, dof
  use fs_continuity_mod, only: w0
  use kernel_mod, only: kernel_type
  implicit none
  private

  type, public, extends(kernel_type) :: dof_w0_kernel_type
    private
    type(arg_type) :: meta_args(3) = (/ &
         arg_type(gh_field, gh_real, gh_readwrite, w0), &
         arg_type(gh_field, gh_real, gh_read, w0), &
         arg_type(gh_scalar, gh_real, gh_read) /)
    integer :: operates_on = dof
  contains
    procedure, nopass :: dof_w0_code
  end type

  public :: dof_w0_code

contains

  subroutine dof_w0_code( &
      field_1_w0, field_2_w0, rscalar_3)
    use constants_mod, only: i_def, r_def

    real(kind=r_def), intent(inout) :: field_1_w0
    real(kind=r_def), intent(in) :: field_2_w0
    real(kind=r_def), intent(in) :: rscalar_3
    real(r_def) :: total

    total = 1.0_r_def
    total = total + rscalar_3
    total = total + 2.0_r_def*field_2_w0
    field_1_w0 = field_1_w0 + modulo(total, 97.0_r_def)
  end subroutine dof_w0_code

end module
