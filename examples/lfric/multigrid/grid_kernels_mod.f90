!> Between meshes: the sum of the fine cells of a coarse one, and back.
module grid_kernels_mod
  use argument_mod,      only: arg_type, GH_FIELD, GH_REAL, GH_READ, GH_WRITE, GH_READWRITE, GH_COARSE, GH_FINE, &
                               ANY_DISCONTINUOUS_SPACE_1, ANY_DISCONTINUOUS_SPACE_2, STENCIL, CROSS, CELL_COLUMN
  use constants_mod,     only: i_def, r_def
  use fs_continuity_mod, only: W3
  use kernel_mod,        only: kernel_type
  implicit none
  private

  type, public, extends(kernel_type) :: restrict_kernel_type
    private
    type(arg_type) :: meta_args(2) = (/                                                                &
         arg_type(GH_FIELD, GH_REAL, GH_WRITE, ANY_DISCONTINUOUS_SPACE_1, mesh_arg=GH_COARSE),         &
         arg_type(GH_FIELD, GH_REAL, GH_READ,  ANY_DISCONTINUOUS_SPACE_2, mesh_arg=GH_FINE)            &
         /)
    integer :: operates_on = CELL_COLUMN
  contains
    procedure, nopass :: restrict_code
  end type restrict_kernel_type

  type, public, extends(kernel_type) :: prolong_kernel_type
    private
    type(arg_type) :: meta_args(2) = (/                                                                &
         arg_type(GH_FIELD, GH_REAL, GH_READWRITE, ANY_DISCONTINUOUS_SPACE_1, mesh_arg=GH_FINE),       &
         arg_type(GH_FIELD, GH_REAL, GH_READ,      ANY_DISCONTINUOUS_SPACE_2, mesh_arg=GH_COARSE)      &
         /)
    integer :: operates_on = CELL_COLUMN
  contains
    procedure, nopass :: prolong_code
  end type prolong_kernel_type

  type, public, extends(kernel_type) :: smooth_kernel_type
    private
    type(arg_type) :: meta_args(2) = (/                            &
         arg_type(GH_FIELD, GH_REAL, GH_WRITE, W3),                &
         arg_type(GH_FIELD, GH_REAL, GH_READ,  W3, STENCIL(CROSS)) &
         /)
    integer :: operates_on = CELL_COLUMN
  contains
    procedure, nopass :: smooth_code
  end type smooth_kernel_type

  public :: restrict_code, prolong_code, smooth_code

contains

  subroutine restrict_code(nlayers, cell_map, nx, ny, ncell_fine, coarse, fine, undf_coarse, map_coarse, &
                           ndf, undf_fine, map_fine)
    integer(i_def), intent(in)    :: nlayers, nx, ny, ncell_fine, ndf, undf_coarse, undf_fine
    integer(i_def), intent(in)    :: cell_map(nx, ny), map_coarse(ndf), map_fine(ndf, ncell_fine)
    real(r_def),    intent(inout) :: coarse(undf_coarse)
    real(r_def),    intent(in)    :: fine(undf_fine)
    integer(i_def) :: k, x, y, df

    do k = 0, nlayers - 1
      do df = 1, ndf
        coarse(map_coarse(df) + k) = 0.0_r_def
        do y = 1, ny
          do x = 1, nx
            coarse(map_coarse(df) + k) = coarse(map_coarse(df) + k) + fine(map_fine(df, cell_map(x, y)) + k)
          end do
        end do
      end do
    end do
  end subroutine restrict_code

  subroutine prolong_code(nlayers, cell_map, nx, ny, ncell_fine, fine, coarse, ndf, undf_fine, map_fine, &
                          undf_coarse, map_coarse)
    integer(i_def), intent(in)    :: nlayers, nx, ny, ncell_fine, ndf, undf_coarse, undf_fine
    integer(i_def), intent(in)    :: cell_map(nx, ny), map_coarse(ndf), map_fine(ndf, ncell_fine)
    real(r_def),    intent(inout) :: fine(undf_fine)
    real(r_def),    intent(in)    :: coarse(undf_coarse)
    integer(i_def) :: k, x, y, df

    do k = 0, nlayers - 1
      do df = 1, ndf
        do y = 1, ny
          do x = 1, nx
            fine(map_fine(df, cell_map(x, y)) + k) = fine(map_fine(df, cell_map(x, y)) + k) &
                                                   + real(x + 2 * y, r_def) * coarse(map_coarse(df) + k)
          end do
        end do
      end do
    end do
  end subroutine prolong_code

  subroutine smooth_code(nlayers, smoothed, cells, size, stencil_map, ndf, undf, map)
    integer(i_def), intent(in)    :: nlayers, size, ndf, undf
    integer(i_def), intent(in)    :: stencil_map(ndf, size), map(ndf)
    real(r_def),    intent(inout) :: smoothed(undf)
    real(r_def),    intent(in)    :: cells(undf)
    integer(i_def) :: k, cell

    do k = 0, nlayers - 1
      smoothed(map(1) + k) = 0.0_r_def
      do cell = 1, size
        smoothed(map(1) + k) = smoothed(map(1) + k) + cells(stencil_map(1, cell) + k)
      end do
    end do
  end subroutine smooth_code

end module grid_kernels_mod
