! RUN: isotach stub %s --kernel TWO_type
module one_mod
  type, extends(kernel_type) :: one_type
    type(arg_type) :: meta_args(1) = (/ &
      arg_type(gh_field, gh_real, gh_inc, w1) /)
    integer :: operates_on = cell_column
  contains
    procedure, nopass :: one_code
  end type
contains
  subroutine one_code()
  end subroutine
end module
module two_mod
  type, extends(kernel_type) :: two_type
    type(arg_type) :: meta_args(2) = (/ &
      arg_type(gh_field*2, gh_real, gh_write, w3), &
      arg_type(gh_scalar, gh_integer, gh_read) /)
    integer :: operates_on = domain
  contains
    procedure, nopass :: two_code
  end type
contains
  subroutine two_code()
  end subroutine
end module
