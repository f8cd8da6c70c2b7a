! RUN: not isotach stub %s
module bindings_mod
  type, extends(kernel_type) :: passed_type
    type(arg_type) :: meta_args(2) = (/ arg_type(gh_field, gh_real, gh_write, w3) /)
    integer :: operates_on
  contains
    procedure :: code
  end type
  type, extends(kernel_type) :: absent_type
    type(arg_type) :: meta_args(1) = (/ func_type(w3, gh_basis) /)
    integer :: operates_on = cell_column
  contains
    procedure, nopass :: absent_code
  end type
  type, extends(kernel_type) :: unbound_type
    type(arg_type) :: meta_args(1)
  end type
end module
