module spread_kernel_mod
  use argument_mod
  use fs_continuity_mod
  use kernel_mod
  implicit none
  type, extends(kernel_type) :: spread_kernel_type
    type(arg_type) :: meta_args(2) = (/ arg_type(gh_field, gh_real, gh_write, w3), &
                                        arg_type(gh_field*2, gh_real, gh_read, w3, stencil(cross)) /)
    integer :: operates_on = cell_column
  contains
    procedure, nopass :: spread_code
  end type
contains
  subroutine spread_code()
  end subroutine
end module
