!> Kernels that add to shared dofs: GH_INC, and GH_READINC, which also reads what it adds to.
module count_kernels_mod
  use argument_mod,      only: arg_type, GH_FIELD, GH_REAL, GH_READ, GH_WRITE, GH_INC, GH_READINC, &
                               ANY_SPACE_1, CELL_COLUMN
  use constants_mod,     only: i_def, r_def
  use fs_continuity_mod, only: W0, W3
  use kernel_mod,        only: kernel_type
  implicit none
  private

  !> Adds each cell's value to all of its dofs.
  type, public, extends(kernel_type) :: scatter_kernel_type
    private
    type(arg_type) :: meta_args(2) = (/                      &
         arg_type(GH_FIELD, GH_REAL, GH_INC,  ANY_SPACE_1),  &
         arg_type(GH_FIELD, GH_REAL, GH_READ, W3)            &
         /)
    integer :: operates_on = CELL_COLUMN
  contains
    procedure, nopass :: scatter_code
  end type scatter_kernel_type

  !> Sums a cell's dofs.
  type, public, extends(kernel_type) :: gather_kernel_type
    private
    type(arg_type) :: meta_args(2) = (/                       &
         arg_type(GH_FIELD, GH_REAL, GH_WRITE, W3),           &
         arg_type(GH_FIELD, GH_REAL, GH_READ,  ANY_SPACE_1)   &
         /)
    integer :: operates_on = CELL_COLUMN
  contains
    procedure, nopass :: gather_code
  end type gather_kernel_type

  !> Adds to each vertex half of the even part of what a clean copy of it holds in another field.
  type, public, extends(kernel_type) :: relax_kernel_type
    private
    type(arg_type) :: meta_args(2) = (/                   &
         arg_type(GH_FIELD, GH_REAL, GH_READINC, W0),     &
         arg_type(GH_FIELD, GH_REAL, GH_READ,    W3)      &
         /)
    integer :: operates_on = CELL_COLUMN
  contains
    procedure, nopass :: relax_code
  end type relax_kernel_type

  public :: scatter_code, gather_code, relax_code

contains

  subroutine scatter_code(nlayers, dofs, cells, ndf, undf, map, ndf_w3, undf_w3, map_w3)
    integer(i_def), intent(in)    :: nlayers, ndf, undf, ndf_w3, undf_w3
    integer(i_def), intent(in)    :: map(ndf), map_w3(ndf_w3)
    real(r_def),    intent(inout) :: dofs(undf)
    real(r_def),    intent(in)    :: cells(undf_w3)
    integer(i_def) :: k, df

    do k = 0, nlayers - 1
      do df = 1, ndf
        dofs(map(df) + k) = dofs(map(df) + k) + cells(map_w3(1) + k)
      end do
    end do
  end subroutine scatter_code

  subroutine gather_code(nlayers, cells, dofs, ndf_w3, undf_w3, map_w3, ndf, undf, map)
    integer(i_def), intent(in)    :: nlayers, ndf, undf, ndf_w3, undf_w3
    integer(i_def), intent(in)    :: map(ndf), map_w3(ndf_w3)
    real(r_def),    intent(inout) :: cells(undf_w3)
    real(r_def),    intent(in)    :: dofs(undf)
    integer(i_def) :: k, df

    do k = 0, nlayers - 1
      cells(map_w3(1) + k) = 0.0_r_def
      do df = 1, ndf
        cells(map_w3(1) + k) = cells(map_w3(1) + k) + real(df, r_def) * dofs(map(df) + k)
      end do
    end do
  end subroutine gather_code

  subroutine relax_code(nlayers, vertices, cells, ndf_w0, undf_w0, map_w0, ndf_w3, undf_w3, map_w3)
    integer(i_def), intent(in)    :: nlayers, ndf_w0, undf_w0, ndf_w3, undf_w3
    integer(i_def), intent(in)    :: map_w0(ndf_w0), map_w3(ndf_w3)
    real(r_def),    intent(inout) :: vertices(undf_w0)
    real(r_def),    intent(in)    :: cells(undf_w3)
    integer(i_def) :: k, df

    ! A vertex that nobody has touched is negative: only its first cell finds it so, whichever cell that is.
    do k = 0, nlayers - 1
      do df = 1, ndf_w0
        if (vertices(map_w0(df) + k) < 0.0_r_def) then
          vertices(map_w0(df) + k) = -vertices(map_w0(df) + k)
        end if
        vertices(map_w0(df) + k) = vertices(map_w0(df) + k) + cells(map_w3(1) + k)
      end do
    end do
  end subroutine relax_code

end module count_kernels_mod
