module flux_kernels_mod
  use argument_mod, only : arg_type, gh_field, gh_real, gh_write, gh_read, cell_column
  use fs_continuity_mod, only : w2, w3
  use kernel_mod, only : kernel_type
  implicit none
  type, public, extends(kernel_type) :: flux_type
    type(arg_type) :: meta_args(3) = (/ arg_type(gh_field, gh_real, gh_write, w3), &
         arg_type(gh_field, gh_real, gh_read, w2), arg_type(gh_field, gh_real, gh_read, w2) /)
    integer :: operates_on = cell_column
  contains
    procedure, nopass :: flux_code
  end type flux_type
contains
  subroutine flux_code()
  end subroutine flux_code
end module flux_kernels_mod
