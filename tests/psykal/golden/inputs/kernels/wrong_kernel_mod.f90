module wrong_kernel_mod
  type, extends(kernel_type) :: wrong_kernel_type
    type(arg_type) :: meta_args(1) = (/ arg_type(gh_field, gh_real, gh_read, w3) /)
    integer :: operates_on = cell_column
  contains
    procedure, nopass :: wrong_code
  end type
contains
  subroutine wrong_code()
  end subroutine
end module
