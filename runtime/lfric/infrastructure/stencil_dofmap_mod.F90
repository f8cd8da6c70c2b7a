! For each cell, the dofmaps of the cells of a stencil around it: centre first, then west, south, east, north branches.
module stencil_dofmap_mod
  use, intrinsic :: iso_c_binding, only: c_ptr, c_f_pointer
  use constants_mod, only: i_def
  use lfric_core_mod, only: lfric_space_stencil
  implicit none
  private

  integer(i_def), parameter, public :: STENCIL_POINT = 1, STENCIL_1DX = 2, STENCIL_1DY = 3, STENCIL_CROSS = 4, STENCIL_REGION = 5

  type, public :: stencil_dofmap_type
    private
    integer(i_def) :: shape = 0, extent = -1
    integer(i_def), pointer, contiguous :: dofmap(:, :, :) => null(), sizes(:) => null()
  contains
    procedure, public :: get_dofmap, get_whole_dofmap, get_size, get_local_size, get_stencil_sizes, matches
  end type stencil_dofmap_type

  public :: make_stencil_dofmap

contains

  subroutine make_stencil_dofmap(map, space, shape, extent, ndf, ncells)
    type(stencil_dofmap_type), intent(out) :: map
    type(c_ptr), intent(in) :: space
    integer(i_def), intent(in) :: shape, extent, ndf, ncells
    integer(i_def) :: length, branches
    type(c_ptr) :: table, sizes
    call lfric_space_stencil(space, shape, extent, length, branches, table, sizes)
    call c_f_pointer(table, map%dofmap, [ndf, length, ncells])
    call c_f_pointer(sizes, map%sizes, [ncells])
    map%shape = shape
    map%extent = extent
  end subroutine make_stencil_dofmap

  logical function matches(self, shape, extent)
    class(stencil_dofmap_type), intent(in) :: self
    integer(i_def), intent(in) :: shape, extent
    matches = self%shape == shape .and. self%extent == extent
  end function matches

  function get_dofmap(self, cell) result(map)
    class(stencil_dofmap_type), target, intent(in) :: self
    integer(i_def), intent(in) :: cell
    integer(i_def), pointer :: map(:, :)
    map => self%dofmap(:, :, cell)
  end function get_dofmap

  function get_whole_dofmap(self) result(map)
    class(stencil_dofmap_type), target, intent(in) :: self
    integer(i_def), pointer :: map(:, :, :)
    map => self%dofmap
  end function get_whole_dofmap

  ! Cells of a full stencil.
  integer(i_def) function get_size(self)
    class(stencil_dofmap_type), target, intent(in) :: self
    get_size = size(self%dofmap, 2)
  end function get_size

  integer(i_def) function get_local_size(self, cell)
    class(stencil_dofmap_type), target, intent(in) :: self
    integer(i_def), intent(in) :: cell
    get_local_size = self%sizes(cell)
  end function get_local_size

  ! Cells of each cell's stencil: fewer where branches of a small mesh meet, at corners of the cubed sphere, and where
  ! the mesh that this rank holds ends.
  function get_stencil_sizes(self) result(stencil_sizes)
    class(stencil_dofmap_type), target, intent(in) :: self
    integer(i_def), pointer :: stencil_sizes(:)
    stencil_sizes => self%sizes
  end function get_stencil_sizes
end module stencil_dofmap_mod
