module warned_kernel_mod
  implicit none
  type, extends(kernel_type) :: warned_kernel_type
    type(arg_type) :: meta_args(1) = (/ arg_type(gh_field, gh_real, gh_write, w3) /)
    integer :: operates_on = cell_column
  contains
    procedure, nopass :: warned_code
  end type
#if 1 +
  integer :: unused
#endif
contains
  subroutine warned_code()
  end subroutine
end module
