C     A kernel in fixed form, which the name of its file does not say.
      module fixed_kernel_mod
      implicit none
      type, extends(kernel_type) :: fixed_kernel_type
        type(arg_type) :: meta_args(2) = (/
     &    arg_type(gh_field, gh_real, gh_write, w3),
     &    arg_type(gh_field, gh_real, gh_read, w0) /)
        integer :: operates_on = cell_column
      contains
        procedure, nopass :: fixed_code
      end type
      contains
      subroutine fixed_code()
      end subroutine
      end module
