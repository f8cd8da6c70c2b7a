!> Kernels for test_overlap.py: one that takes time and one that needs a halo.
module overlap_kernels_mod
  use argument_mod,      only: arg_type, CELL_COLUMN, CROSS, GH_FIELD, GH_READ, GH_REAL, GH_WRITE, STENCIL
  use constants_mod,     only: i_def, r_def
  use fs_continuity_mod, only: W3
  use kernel_mod,        only: kernel_type
  use, intrinsic :: iso_c_binding, only: c_int
  implicit none
  private

  type, public, extends(kernel_type) :: work_type
    private
    type(arg_type) :: meta_args(1) = (/ arg_type(GH_FIELD, GH_REAL, GH_WRITE, W3) /)
    integer :: operates_on = CELL_COLUMN
  contains
    procedure, nopass :: work_code
  end type work_type

  type, public, extends(kernel_type) :: spread_type
    private
    type(arg_type) :: meta_args(2) = (/ arg_type(GH_FIELD, GH_REAL, GH_WRITE, W3),                &
                                        arg_type(GH_FIELD, GH_REAL, GH_READ,  W3, STENCIL(CROSS)) /)
    integer :: operates_on = CELL_COLUMN
  contains
    procedure, nopass :: spread_code
  end type spread_type

  public :: work_code, spread_code

  interface
    integer(c_int) function usleep(microseconds) bind(c)
      import :: c_int
      integer(c_int), value :: microseconds
    end function usleep
  end interface

contains

  !> Takes a millisecond, however busy the machine is.
  subroutine work_code(nlayers, done, ndf, undf, map)
    integer(i_def), intent(in)    :: nlayers, ndf, undf, map(ndf)
    real(r_def),    intent(inout) :: done(undf)
    integer(c_int) :: ignored

    ignored = usleep(1000_c_int)
    done(map(1):map(1) + nlayers - 1) = 1.0_r_def
  end subroutine work_code

  subroutine spread_code(nlayers, around, of, size, stencil_map, ndf, undf, map)
    integer(i_def), intent(in)    :: nlayers, size, ndf, undf, stencil_map(ndf, size), map(ndf)
    real(r_def),    intent(inout) :: around(undf)
    real(r_def),    intent(in)    :: of(undf)
    integer(i_def) :: k

    do k = 0, nlayers - 1
      around(map(1) + k) = sum(of(stencil_map(1, :) + k))
    end do
  end subroutine spread_code

end module overlap_kernels_mod
