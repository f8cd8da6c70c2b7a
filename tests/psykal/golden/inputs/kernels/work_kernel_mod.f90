! Kernels that algorithms of these tests call; only their metadata matter.
module work_kernel_mod
  implicit none
  ! Writes a discontinuous field from a continuous one.
  type, extends(kernel_type) :: cells_kernel_type
    type(arg_type) :: meta_args(2) = (/ arg_type(gh_field, gh_real, gh_write, w3), &
                                        arg_type(gh_field, gh_real, gh_read, w0) /)
    integer :: operates_on = cell_column
  contains
    procedure, nopass :: cells_code
  end type
  ! Adds to a continuous field from a discontinuous one.
  type, extends(kernel_type) :: add_kernel_type
    type(arg_type) :: meta_args(2) = (/ arg_type(gh_field, gh_real, gh_inc, w0), &
                                        arg_type(gh_field, gh_real, gh_read, w3) /)
    integer :: operates_on = cell_column
  contains
    procedure, nopass :: add_code
  end type
  ! Writes a continuous field, the same value from every cell.
  type, extends(kernel_type) :: same_kernel_type
    type(arg_type) :: meta_args(2) = (/ arg_type(gh_field, gh_real, gh_write, w0), &
                                        arg_type(gh_field, gh_real, gh_read, w0) /)
    integer :: operates_on = cell_column
  contains
    procedure, nopass :: same_code
  end type
  ! A vector of three, with a stencil or without.
  type, extends(kernel_type) :: vector_kernel_type
    type(arg_type) :: meta_args(2) = (/ arg_type(gh_field*3, gh_real, gh_write, w3), &
                                        arg_type(gh_field*3, gh_real, gh_read, w0) /)
    integer :: operates_on = cell_column
  contains
    procedure, nopass :: vector_code
  end type
  type, extends(kernel_type) :: pair_kernel_type
    type(arg_type) :: meta_args(2) = (/ arg_type(gh_field*2, gh_real, gh_write, w3), &
                                        arg_type(gh_field*2, gh_real, gh_read, w0) /)
    integer :: operates_on = cell_column
  contains
    procedure, nopass :: pair_code
  end type
  type, extends(kernel_type) :: stencil_kernel_type
    type(arg_type) :: meta_args(2) = (/ arg_type(gh_field, gh_real, gh_write, w3), &
                                        arg_type(gh_field, gh_real, gh_read, w3, stencil(cross)) /)
    integer :: operates_on = cell_column
  contains
    procedure, nopass :: stencil_code
  end type
  type, extends(kernel_type) :: direction_kernel_type
    type(arg_type) :: meta_args(2) = (/ arg_type(gh_field, gh_real, gh_write, w3), &
                                        arg_type(gh_field, gh_real, gh_read, w3, stencil(xory1d)) /)
    integer :: operates_on = cell_column
  contains
    procedure, nopass :: direction_code
  end type
  type, extends(kernel_type) :: halo_kernel_type
    type(arg_type) :: meta_args(2) = (/ arg_type(gh_field, gh_real, gh_write, w3), &
                                        arg_type(gh_field, gh_real, gh_read, w3) /)
    integer :: operates_on = owned_and_halo_cell_column
  contains
    procedure, nopass :: halo_code
  end type
  type, extends(kernel_type) :: owned_kernel_type
    type(arg_type) :: meta_args(1) = (/ arg_type(gh_field, gh_real, gh_write, w3) /)
    integer :: operates_on = owned_cell_column
  contains
    procedure, nopass :: owned_code
  end type
  type, extends(kernel_type) :: grid_kernel_type
    type(arg_type) :: meta_args(2) = (/ &
      arg_type(gh_field, gh_real, gh_write, any_discontinuous_space_1, mesh_arg=gh_coarse), &
      arg_type(gh_field, gh_real, gh_read, any_discontinuous_space_2, mesh_arg=gh_fine) /)
    integer :: operates_on = cell_column
  contains
    procedure, nopass :: grid_code
  end type
  type, extends(kernel_type) :: matrix_kernel_type
    type(arg_type) :: meta_args(2) = (/ arg_type(gh_operator, gh_real, gh_write, w3, w3), &
                                        arg_type(gh_field, gh_integer, gh_read, w3) /)
    integer :: operates_on = cell_column
  contains
    procedure, nopass :: matrix_code
  end type
contains
  subroutine cells_code()
  end subroutine
  subroutine add_code()
  end subroutine
  subroutine same_code()
  end subroutine
  subroutine vector_code()
  end subroutine
  subroutine pair_code()
  end subroutine
  subroutine stencil_code()
  end subroutine
  subroutine direction_code()
  end subroutine
  subroutine halo_code()
  end subroutine
  subroutine owned_code()
  end subroutine
  subroutine grid_code()
  end subroutine
  subroutine matrix_code()
  end subroutine
end module
