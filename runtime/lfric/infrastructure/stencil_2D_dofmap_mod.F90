! As stencil_dofmap_mod, with the four branches apart: each starts with the centre.
module stencil_2D_dofmap_mod
  use, intrinsic :: iso_c_binding, only: c_ptr, c_f_pointer
  use constants_mod, only: i_def
  use lfric_core_mod, only: lfric_space_stencil
  implicit none
  private

  integer(i_def), parameter, public :: STENCIL_2D_CROSS = 6

  type, public :: stencil_2D_dofmap_type
    private
    integer(i_def) :: shape = 0, extent = -1
    integer(i_def), pointer, contiguous :: dofmap(:, :, :, :) => null(), sizes(:, :) => null()
  contains
    procedure, public :: get_dofmap, get_whole_dofmap, get_stencil_sizes, matches
  end type stencil_2D_dofmap_type

  public :: make_stencil_2D_dofmap

contains

  subroutine make_stencil_2D_dofmap(map, space, shape, extent, ndf, ncells)
    type(stencil_2D_dofmap_type), intent(out) :: map
    type(c_ptr), intent(in) :: space
    integer(i_def), intent(in) :: shape, extent, ndf, ncells
    integer(i_def) :: length, branches
    type(c_ptr) :: table, sizes
    call lfric_space_stencil(space, shape, extent, length, branches, table, sizes)
    call c_f_pointer(table, map%dofmap, [ndf, length, branches, ncells])
    call c_f_pointer(sizes, map%sizes, [branches, ncells])
    map%shape = shape
    map%extent = extent
  end subroutine make_stencil_2D_dofmap

  logical function matches(self, shape, extent)
    class(stencil_2D_dofmap_type), intent(in) :: self
    integer(i_def), intent(in) :: shape, extent
    matches = self%shape == shape .and. self%extent == extent
  end function matches

  function get_dofmap(self, cell) result(map)
    class(stencil_2D_dofmap_type), target, intent(in) :: self
    integer(i_def), intent(in) :: cell
    integer(i_def), pointer :: map(:, :, :)
    map => self%dofmap(:, :, :, cell)
  end function get_dofmap

  ! Shape: dofs, cells of a branch, branches, cells.
  function get_whole_dofmap(self) result(map)
    class(stencil_2D_dofmap_type), target, intent(in) :: self
    integer(i_def), pointer :: map(:, :, :, :)
    map => self%dofmap
  end function get_whole_dofmap

  function get_stencil_sizes(self) result(stencil_sizes)
    class(stencil_2D_dofmap_type), target, intent(in) :: self
    integer(i_def), pointer :: stencil_sizes(:, :)
    stencil_sizes => self%sizes
  end function get_stencil_sizes
end module stencil_2D_dofmap_mod
