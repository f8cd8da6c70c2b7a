! RUN: isotach stub %s
! The evaluator's bases follow those of the quadratures, whatever gh_shape's order: so PSy layers pass them.
module one_mod
  type, extends(kernel_type) :: one_type
    type(arg_type) :: meta_args(2) = (/ &
      arg_type(gh_field, gh_real, gh_inc, w1), &
      arg_type(gh_field, gh_real, gh_read, any_w2) /)
    type(func_type) :: meta_funcs(1) = (/ &
      func_type(any_w2, gh_basis) /)
    integer :: gh_shape(2) = (/ gh_evaluator, gh_quadrature_face /)
    integer :: operates_on = cell_column
  contains
    procedure, nopass :: one_code
  end type
contains
  subroutine one_code()
  end subroutine
end module
