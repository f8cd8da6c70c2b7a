! RUN: not isotach stub %s
module one_mod
  type, extends(kernel_type) :: one_type
    type(arg_type) :: meta_args(1) = (/ &
      arg_type(gh_field, gh_real, gh_inc, any_space_1) /)
    type(func_type) :: meta_funcs(1) = (/ &
      func_type(any_space_1, gh_basis) /)
    integer :: gh_shape = gh_quadrature_xyoz
    integer :: operates_on = cell_column
  contains
    procedure, nopass :: one_code
  end type
contains
  subroutine one_code()
  end subroutine
end module
