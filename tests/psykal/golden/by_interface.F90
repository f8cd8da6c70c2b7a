! RUN: isotach stub %s -DVARIANT
! A kernel with one procedure for each precision binds none: its code is the interface named after the type.
module by_interface_mod
  type, public, extends(kernel_type) :: by_interface_type
    private
    type(arg_type) :: meta_args(2) = [ &
#ifdef VARIANT
      arg_type(GH_FIELD, GH_REAL, GH_WRITE, W3), &
#else
      arg_type(GH_FIELD, GH_REAL, GH_READWRITE, W3), &
#endif
      arg_type(GH_SCALAR, GH_REAL, GH_READ) ]
    integer :: operates_on = CELL_COLUMN
  end type
  interface by_interface_code
    module procedure by_interface_r32, by_interface_r64
  end interface
contains
  subroutine by_interface_r32()
  end subroutine
  subroutine by_interface_r64()
  end subroutine
end module
