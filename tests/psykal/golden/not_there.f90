! RUN: not isotach stub %s --kernel three_type
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
