!> Kernels that run on other sets than the owned cells and what their dofs need: only the halo, owned cells and halo,
!> owned cells alone, the whole domain in one call, single dofs.
module region_kernels_mod
  use argument_mod,      only: arg_type, GH_FIELD, GH_SCALAR, GH_REAL, GH_READ, GH_WRITE, GH_READWRITE, STENCIL, &
                               CROSS, CELL_COLUMN, OWNED_CELL_COLUMN, HALO_CELL_COLUMN, OWNED_AND_HALO_CELL_COLUMN, &
                               DOMAIN, DOF
  use constants_mod,     only: i_def, r_def
  use fs_continuity_mod, only: W3, Wtheta
  use kernel_mod,        only: kernel_type
  implicit none
  private

  type, public, extends(kernel_type) :: square_halo_kernel_type
    private
    type(arg_type) :: meta_args(2) = (/                     &
         arg_type(GH_FIELD, GH_REAL, GH_WRITE, W3),         &
         arg_type(GH_FIELD, GH_REAL, GH_READ,  W3)          &
         /)
    integer :: operates_on = HALO_CELL_COLUMN
  contains
    procedure, nopass :: square_halo_code
  end type square_halo_kernel_type

  type, public, extends(kernel_type) :: square_both_kernel_type
    private
    type(arg_type) :: meta_args(2) = (/                     &
         arg_type(GH_FIELD, GH_REAL, GH_WRITE, W3),         &
         arg_type(GH_FIELD, GH_REAL, GH_READ,  W3)          &
         /)
    integer :: operates_on = OWNED_AND_HALO_CELL_COLUMN
  contains
    procedure, nopass :: square_both_code
  end type square_both_kernel_type

  type, public, extends(kernel_type) :: square_owned_kernel_type
    private
    type(arg_type) :: meta_args(2) = (/                     &
         arg_type(GH_FIELD, GH_REAL, GH_WRITE, W3),         &
         arg_type(GH_FIELD, GH_REAL, GH_READ,  W3)          &
         /)
    integer :: operates_on = OWNED_CELL_COLUMN
  contains
    procedure, nopass :: square_owned_code
  end type square_owned_kernel_type

  !> Sees the rank's owned columns at once.
  type, public, extends(kernel_type) :: levels_kernel_type
    private
    type(arg_type) :: meta_args(2) = (/                     &
         arg_type(GH_FIELD, GH_REAL, GH_WRITE, Wtheta),     &
         arg_type(GH_FIELD, GH_REAL, GH_READ,  W3)          &
         /)
    integer :: operates_on = DOMAIN
  contains
    procedure, nopass :: levels_code
  end type levels_kernel_type

  type, public, extends(kernel_type) :: add_dof_kernel_type
    private
    type(arg_type) :: meta_args(3) = (/                          &
         arg_type(GH_FIELD,  GH_REAL, GH_READWRITE, W3),         &
         arg_type(GH_FIELD,  GH_REAL, GH_READ,      W3),         &
         arg_type(GH_SCALAR, GH_REAL, GH_READ)                   &
         /)
    integer :: operates_on = DOF
  contains
    procedure, nopass :: add_dof_code
  end type add_dof_kernel_type

  !> A stencil over a field whose halo was computed, not exchanged.
  type, public, extends(kernel_type) :: neighbours_kernel_type
    private
    type(arg_type) :: meta_args(2) = (/                            &
         arg_type(GH_FIELD, GH_REAL, GH_WRITE, W3),                &
         arg_type(GH_FIELD, GH_REAL, GH_READ,  W3, STENCIL(CROSS)) &
         /)
    integer :: operates_on = CELL_COLUMN
  contains
    procedure, nopass :: neighbours_code
  end type neighbours_kernel_type

  public :: square_halo_code, square_both_code, square_owned_code, levels_code, add_dof_code, neighbours_code

contains

  subroutine square_halo_code(nlayers, squares, cells, ndf, undf, map)
    integer(i_def), intent(in)    :: nlayers, ndf, undf, map(ndf)
    real(r_def),    intent(inout) :: squares(undf)
    real(r_def),    intent(in)    :: cells(undf)

    squares(map(1):map(1) + nlayers - 1) = cells(map(1):map(1) + nlayers - 1)**2
  end subroutine square_halo_code

  subroutine square_both_code(nlayers, squares, cells, ndf, undf, map)
    integer(i_def), intent(in)    :: nlayers, ndf, undf, map(ndf)
    real(r_def),    intent(inout) :: squares(undf)
    real(r_def),    intent(in)    :: cells(undf)

    call square_halo_code(nlayers, squares, cells, ndf, undf, map)
  end subroutine square_both_code

  subroutine square_owned_code(nlayers, squares, cells, ndf, undf, map)
    integer(i_def), intent(in)    :: nlayers, ndf, undf, map(ndf)
    real(r_def),    intent(inout) :: squares(undf)
    real(r_def),    intent(in)    :: cells(undf)

    call square_halo_code(nlayers, squares, cells, ndf, undf, map)
  end subroutine square_owned_code

  subroutine levels_code(nlayers, ncells, levels, cells, ndf_wt, undf_wt, map_wt, ndf_w3, undf_w3, map_w3)
    integer(i_def), intent(in)    :: nlayers, ncells, ndf_wt, undf_wt, ndf_w3, undf_w3
    integer(i_def), intent(in)    :: map_wt(ndf_wt, ncells), map_w3(ndf_w3, ncells)
    real(r_def),    intent(inout) :: levels(undf_wt)
    real(r_def),    intent(in)    :: cells(undf_w3)
    integer(i_def) :: cell, k

    do cell = 1, ncells
      levels(map_wt(1, cell)) = 0.0_r_def
      do k = 0, nlayers - 1
        levels(map_wt(2, cell) + k) = levels(map_wt(1, cell) + k) + cells(map_w3(1, cell) + k)
      end do
    end do
  end subroutine levels_code

  subroutine add_dof_code(total, cells, factor)
    real(r_def), intent(inout) :: total
    real(r_def), intent(in)    :: cells, factor

    total = total + factor * cells
  end subroutine add_dof_code

  subroutine neighbours_code(nlayers, total, cells, size, stencil_map, ndf, undf, map)
    integer(i_def), intent(in)    :: nlayers, size, ndf, undf
    integer(i_def), intent(in)    :: stencil_map(ndf, size), map(ndf)
    real(r_def),    intent(inout) :: total(undf)
    real(r_def),    intent(in)    :: cells(undf)
    integer(i_def) :: k, cell

    do k = 0, nlayers - 1
      total(map(1) + k) = 0.0_r_def
      do cell = 1, size
        total(map(1) + k) = total(map(1) + k) + real(cell, r_def) * cells(stencil_map(1, cell) + k)
      end do
    end do
  end subroutine neighbours_code

end module region_kernels_mod
