module column_kernel_mod
  use argument_mod
  use kernel_mod
  implicit none
  type, extends(kernel_type), public :: column_kernel_type
    type(arg_type) :: meta_args(3) = (/                 &
      arg_type(gh_field, gh_real, gh_inc, any_space_1), &
      arg_type(gh_field, gh_real, gh_read, any_space_2), &
      arg_type(gh_columnwise_operator, gh_real, gh_read, any_space_1, any_space_2) /)
    integer :: operates_on = cell_column
  contains
    procedure, nopass :: column_code
  end type
contains
  subroutine column_code()
  end subroutine
end module
