!> Field vectors: several fields of one space as one argument.
module vector_kernels_mod
  use argument_mod,      only: arg_type, GH_FIELD, GH_REAL, GH_READ, GH_WRITE, GH_INC, GH_READWRITE, STENCIL, CROSS, &
                               ANY_SPACE_9, CELL_COLUMN
  use constants_mod,     only: i_def, r_def
  use fs_continuity_mod, only: W0, W3
  use kernel_mod,        only: kernel_type
  implicit none
  private

  !> The middle of each cell from its vertices.
  type, public, extends(kernel_type) :: middle_kernel_type
    private
    type(arg_type) :: meta_args(2) = (/                           &
         arg_type(GH_FIELD*3, GH_REAL, GH_WRITE, W3),             &
         arg_type(GH_FIELD*3, GH_REAL, GH_READ,  ANY_SPACE_9)     &
         /)
    integer :: operates_on = CELL_COLUMN
  contains
    procedure, nopass :: middle_code
  end type middle_kernel_type

  !> The largest distance to a neighbour's middle.
  type, public, extends(kernel_type) :: distance_kernel_type
    private
    type(arg_type) :: meta_args(2) = (/                              &
         arg_type(GH_FIELD,   GH_REAL, GH_WRITE, W3),                &
         arg_type(GH_FIELD*3, GH_REAL, GH_READ,  W3, STENCIL(CROSS)) &
         /)
    integer :: operates_on = CELL_COLUMN
  contains
    procedure, nopass :: distance_code
  end type distance_kernel_type

  !> Counts at the vertices: cells, their numbers, the squares of these.
  type, public, extends(kernel_type) :: moments_kernel_type
    private
    type(arg_type) :: meta_args(2) = (/                       &
         arg_type(GH_FIELD*3, GH_REAL, GH_INC,  W0),          &
         arg_type(GH_FIELD,   GH_REAL, GH_READ, W3)           &
         /)
    integer :: operates_on = CELL_COLUMN
  contains
    procedure, nopass :: moments_code
  end type moments_kernel_type

  public :: middle_code, distance_code, moments_code

contains

  subroutine middle_code(nlayers, x, y, z, chi1, chi2, chi3, ndf_w3, undf_w3, map_w3, ndf_chi, undf_chi, map_chi)
    integer(i_def), intent(in)    :: nlayers, ndf_w3, undf_w3, ndf_chi, undf_chi
    integer(i_def), intent(in)    :: map_w3(ndf_w3), map_chi(ndf_chi)
    real(r_def),    intent(inout) :: x(undf_w3), y(undf_w3), z(undf_w3)
    real(r_def),    intent(in)    :: chi1(undf_chi), chi2(undf_chi), chi3(undf_chi)
    integer(i_def) :: k

    do k = 0, nlayers - 1
      x(map_w3(1) + k) = sum(chi1(map_chi + k)) / real(ndf_chi, r_def)
      y(map_w3(1) + k) = sum(chi2(map_chi + k)) / real(ndf_chi, r_def)
      z(map_w3(1) + k) = sum(chi3(map_chi + k)) / real(ndf_chi, r_def)
    end do
  end subroutine middle_code

  subroutine distance_code(nlayers, distance, x, y, z, size, stencil_map, ndf, undf, map)
    integer(i_def), intent(in)    :: nlayers, size, ndf, undf
    integer(i_def), intent(in)    :: stencil_map(ndf, size), map(ndf)
    real(r_def),    intent(inout) :: distance(undf)
    real(r_def),    intent(in)    :: x(undf), y(undf), z(undf)
    integer(i_def) :: k, cell, here, there

    do k = 0, nlayers - 1
      here = map(1) + k
      distance(here) = 0.0_r_def
      do cell = 2, size
        there = stencil_map(1, cell) + k
        distance(here) = max(distance(here), (x(there) - x(here))**2 + (y(there) - y(here))**2 + (z(there) - z(here))**2)
      end do
    end do
  end subroutine distance_code

  subroutine moments_code(nlayers, counts, numbers, squares, cells, ndf_w0, undf_w0, map_w0, ndf_w3, undf_w3, map_w3)
    integer(i_def), intent(in)    :: nlayers, ndf_w0, undf_w0, ndf_w3, undf_w3
    integer(i_def), intent(in)    :: map_w0(ndf_w0), map_w3(ndf_w3)
    real(r_def),    intent(inout) :: counts(undf_w0), numbers(undf_w0), squares(undf_w0)
    real(r_def),    intent(in)    :: cells(undf_w3)
    integer(i_def) :: k, df

    do k = 0, nlayers - 1
      do df = 1, ndf_w0
        counts(map_w0(df) + k) = counts(map_w0(df) + k) + 1.0_r_def
        numbers(map_w0(df) + k) = numbers(map_w0(df) + k) + cells(map_w3(1) + k)
        squares(map_w0(df) + k) = squares(map_w0(df) + k) + cells(map_w3(1) + k)**2
      end do
    end do
  end subroutine moments_code

end module vector_kernels_mod
