module same_kernel_mod
  implicit none
  type, extends(kernel_type) :: same_kernel_type
    type(arg_type) :: meta_args(1) = (/ arg_type(gh_field, gh_real, gh_write, w3) /)
    integer :: operates_on = cell_column
  contains
    procedure, nopass :: first_code
  end type
contains
  subroutine first_code()
  end subroutine
end module
