module mix_kernel_mod
  use argument_mod
  use kernel_mod
  implicit none
  type, extends(kernel_type), public :: mix_kernel_type
    type(arg_type) :: meta_args(5) = (/                        &
      arg_type(gh_field*2, gh_real, gh_inc, any_space_1),      &
      arg_type(gh_field, gh_integer, gh_read, w3, stencil(xory1d)), &
      arg_type(gh_scalar, gh_real, gh_read),                   &
      arg_type(gh_scalar_array, gh_integer, gh_read, 2),       &
      arg_type(gh_scalar, gh_logical, gh_read) /)
    type(func_type) :: meta_funcs(1) = (/ func_type(w3, gh_basis) /)
    integer :: gh_shape = gh_quadrature_xyoz
    integer :: operates_on = cell_column
  contains
    procedure, nopass :: mix_code
  end type
contains
  subroutine mix_code()
  end subroutine
end module
