!> Weighted sums over stencils: the weight is a cell's place in the stencil, so that a wrong order shows too.
module stencil_kernels_mod
  use argument_mod,      only: arg_type, GH_FIELD, GH_REAL, GH_READ, GH_WRITE, GH_INC, STENCIL, &
                               X1D, Y1D, XORY1D, CROSS, CROSS2D, REGION, CELL_COLUMN
  use constants_mod,     only: i_def, r_def
  use fs_continuity_mod, only: W0, W3
  use kernel_mod,        only: kernel_type
  implicit none
  private

  type, public, extends(kernel_type) :: x1d_kernel_type
    private
    type(arg_type) :: meta_args(2) = (/                            &
         arg_type(GH_FIELD, GH_REAL, GH_WRITE, W3),                &
         arg_type(GH_FIELD, GH_REAL, GH_READ,  W3, STENCIL(X1D)) &
         /)
    integer :: operates_on = CELL_COLUMN
  contains
    procedure, nopass :: x1d_code
  end type x1d_kernel_type

  type, public, extends(kernel_type) :: y1d_kernel_type
    private
    type(arg_type) :: meta_args(2) = (/                            &
         arg_type(GH_FIELD, GH_REAL, GH_WRITE, W3),                &
         arg_type(GH_FIELD, GH_REAL, GH_READ,  W3, STENCIL(Y1D)) &
         /)
    integer :: operates_on = CELL_COLUMN
  contains
    procedure, nopass :: y1d_code
  end type y1d_kernel_type

  type, public, extends(kernel_type) :: xory1d_kernel_type
    private
    type(arg_type) :: meta_args(2) = (/                            &
         arg_type(GH_FIELD, GH_REAL, GH_WRITE, W3),                &
         arg_type(GH_FIELD, GH_REAL, GH_READ,  W3, STENCIL(XORY1D)) &
         /)
    integer :: operates_on = CELL_COLUMN
  contains
    procedure, nopass :: xory1d_code
  end type xory1d_kernel_type

  type, public, extends(kernel_type) :: cross_kernel_type
    private
    type(arg_type) :: meta_args(2) = (/                            &
         arg_type(GH_FIELD, GH_REAL, GH_WRITE, W3),                &
         arg_type(GH_FIELD, GH_REAL, GH_READ,  W3, STENCIL(CROSS)) &
         /)
    integer :: operates_on = CELL_COLUMN
  contains
    procedure, nopass :: cross_code
  end type cross_kernel_type

  type, public, extends(kernel_type) :: region_kernel_type
    private
    type(arg_type) :: meta_args(2) = (/                            &
         arg_type(GH_FIELD, GH_REAL, GH_WRITE, W3),                &
         arg_type(GH_FIELD, GH_REAL, GH_READ,  W3, STENCIL(REGION)) &
         /)
    integer :: operates_on = CELL_COLUMN
  contains
    procedure, nopass :: region_code
  end type region_kernel_type

  type, public, extends(kernel_type) :: cross2d_kernel_type
    private
    type(arg_type) :: meta_args(2) = (/                            &
         arg_type(GH_FIELD, GH_REAL, GH_WRITE, W3),                &
         arg_type(GH_FIELD, GH_REAL, GH_READ,  W3, STENCIL(CROSS2D)) &
         /)
    integer :: operates_on = CELL_COLUMN
  contains
    procedure, nopass :: cross2d_code
  end type cross2d_kernel_type

  !> The stencil of a shared space's kernel: its loop runs into the halo, the stencil reaches one cell further.
  type, public, extends(kernel_type) :: corners_kernel_type
    private
    type(arg_type) :: meta_args(2) = (/                             &
         arg_type(GH_FIELD, GH_REAL, GH_INC,  W0),                  &
         arg_type(GH_FIELD, GH_REAL, GH_READ, W3, STENCIL(REGION))  &
         /)
    integer :: operates_on = CELL_COLUMN
  contains
    procedure, nopass :: corners_code
  end type corners_kernel_type

  public :: x1d_code, y1d_code, xory1d_code, cross_code, region_code, cross2d_code, corners_code

contains

  subroutine x1d_code(nlayers, total, cells, size, stencil_map, ndf, undf, map)
    integer(i_def), intent(in)    :: nlayers, size, ndf, undf
    integer(i_def), intent(in)    :: stencil_map(ndf, size), map(ndf)
    real(r_def),    intent(inout) :: total(undf)
    real(r_def),    intent(in)    :: cells(undf)

    call weigh(nlayers, total, cells, 0, stencil_map(1, :), map(1))
  end subroutine x1d_code

  subroutine y1d_code(nlayers, total, cells, size, stencil_map, ndf, undf, map)
    integer(i_def), intent(in)    :: nlayers, size, ndf, undf
    integer(i_def), intent(in)    :: stencil_map(ndf, size), map(ndf)
    real(r_def),    intent(inout) :: total(undf)
    real(r_def),    intent(in)    :: cells(undf)

    call weigh(nlayers, total, cells, 0, stencil_map(1, :), map(1))
  end subroutine y1d_code

  subroutine xory1d_code(nlayers, total, cells, size, direction, stencil_map, ndf, undf, map)
    integer(i_def), intent(in)    :: nlayers, size, direction, ndf, undf
    integer(i_def), intent(in)    :: stencil_map(ndf, size), map(ndf)
    real(r_def),    intent(inout) :: total(undf)
    real(r_def),    intent(in)    :: cells(undf)

    call weigh(nlayers, total, cells, direction, stencil_map(1, :), map(1))
  end subroutine xory1d_code

  subroutine cross_code(nlayers, total, cells, size, stencil_map, ndf, undf, map)
    integer(i_def), intent(in)    :: nlayers, size, ndf, undf
    integer(i_def), intent(in)    :: stencil_map(ndf, size), map(ndf)
    real(r_def),    intent(inout) :: total(undf)
    real(r_def),    intent(in)    :: cells(undf)

    call weigh(nlayers, total, cells, 0, stencil_map(1, :), map(1))
  end subroutine cross_code

  subroutine region_code(nlayers, total, cells, size, stencil_map, ndf, undf, map)
    integer(i_def), intent(in)    :: nlayers, size, ndf, undf
    integer(i_def), intent(in)    :: stencil_map(ndf, size), map(ndf)
    real(r_def),    intent(inout) :: total(undf)
    real(r_def),    intent(in)    :: cells(undf)

    call weigh(nlayers, total, cells, 0, stencil_map(1, :), map(1))
  end subroutine region_code

  subroutine cross2d_code(nlayers, total, cells, sizes, longest, stencil_map, ndf, undf, map)
    integer(i_def), intent(in)    :: nlayers, longest, ndf, undf
    integer(i_def), intent(in)    :: sizes(4), stencil_map(ndf, longest, 4), map(ndf)
    real(r_def),    intent(inout) :: total(undf)
    real(r_def),    intent(in)    :: cells(undf)
    integer(i_def) :: k, branch, cell

    do k = 0, nlayers - 1
      total(map(1) + k) = 0.0_r_def
      do branch = 1, 4
        do cell = 1, sizes(branch)
          total(map(1) + k) = total(map(1) + k) &
                            + real(10 * branch + cell, r_def) * cells(stencil_map(1, cell, branch) + k)
        end do
      end do
    end do
  end subroutine cross2d_code

  subroutine corners_code(nlayers, corners, cells, size, stencil_map, ndf_w0, undf_w0, map_w0, ndf_w3, undf_w3, map_w3)
    integer(i_def), intent(in)    :: nlayers, size, ndf_w0, undf_w0, ndf_w3, undf_w3
    integer(i_def), intent(in)    :: stencil_map(ndf_w3, size), map_w0(ndf_w0), map_w3(ndf_w3)
    real(r_def),    intent(inout) :: corners(undf_w0)
    real(r_def),    intent(in)    :: cells(undf_w3)
    integer(i_def) :: k, df, cell

    do k = 0, nlayers - 1
      do df = 1, ndf_w0
        do cell = 1, size
          corners(map_w0(df) + k) = corners(map_w0(df) + k) + cells(stencil_map(1, cell) + k)
        end do
      end do
    end do
  end subroutine corners_code

  pure subroutine weigh(nlayers, total, cells, first, stencil, place)
    integer(i_def), intent(in)    :: nlayers, first, stencil(:), place
    real(r_def),    intent(inout) :: total(:)
    real(r_def),    intent(in)    :: cells(:)
    integer(i_def) :: k, cell

    do k = 0, nlayers - 1
      total(place + k) = 0.0_r_def
      do cell = 1, size(stencil)
        total(place + k) = total(place + k) + real(first + cell, r_def) * cells(stencil(cell) + k)
      end do
    end do
  end subroutine weigh

end module stencil_kernels_mod
