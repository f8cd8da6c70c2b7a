module fill_kernel_mod
  use argument_mod
  use fs_continuity_mod
  use kernel_mod
  implicit none
  type, extends(kernel_type) :: fill_kernel_type
    type(arg_type) :: meta_args(1) = (/ arg_type(gh_field*2, gh_real, gh_write, w3) /)
    integer :: operates_on = owned_and_halo_cell_column
  contains
    procedure, nopass :: fill_code
  end type
contains
  subroutine fill_code()
  end subroutine
end module
