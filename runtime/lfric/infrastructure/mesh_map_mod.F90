! Which cells of a finer, or coarser, mesh belong to a cell.
module mesh_map_mod
  use, intrinsic :: iso_c_binding, only: c_ptr, c_f_pointer
  use constants_mod, only: i_def
  use lfric_core_mod, only: lfric_mesh_map_table
  implicit none
  private

  type, public :: mesh_map_type
    private
    integer(i_def) :: source_id = 0, target_id = 0
    integer(i_def), pointer, contiguous :: map(:, :, :) => null()
  contains
    procedure, public :: get_source_id, get_target_id, get_nsource_cells, get_ntarget_cells_per_source_cell
    procedure, public :: get_ntarget_cells_per_source_x, get_ntarget_cells_per_source_y
    procedure, public :: get_cell_map, get_whole_cell_map
  end type mesh_map_type

  public :: wrap_mesh_map

contains

  subroutine wrap_mesh_map(map, handle, source_id, target_id)
    type(mesh_map_type), intent(out) :: map
    type(c_ptr), intent(in) :: handle
    integer(i_def), intent(in) :: source_id, target_id
    integer(i_def) :: extents(3)
    type(c_ptr) :: table
    table = lfric_mesh_map_table(handle, extents)
    call c_f_pointer(table, map%map, extents)
    map%source_id = source_id
    map%target_id = target_id
  end subroutine wrap_mesh_map

  integer(i_def) function get_source_id(self)
    class(mesh_map_type), intent(in) :: self
    get_source_id = self%source_id
  end function get_source_id

  integer(i_def) function get_target_id(self)
    class(mesh_map_type), intent(in) :: self
    get_target_id = self%target_id
  end function get_target_id

  integer(i_def) function get_nsource_cells(self)
    class(mesh_map_type), intent(in) :: self
    get_nsource_cells = size(self%map, 3)
  end function get_nsource_cells

  integer(i_def) function get_ntarget_cells_per_source_cell(self)
    class(mesh_map_type), intent(in) :: self
    get_ntarget_cells_per_source_cell = size(self%map, 1)*size(self%map, 2)
  end function get_ntarget_cells_per_source_cell

  integer(i_def) function get_ntarget_cells_per_source_x(self)
    class(mesh_map_type), intent(in) :: self
    get_ntarget_cells_per_source_x = size(self%map, 1)
  end function get_ntarget_cells_per_source_x

  integer(i_def) function get_ntarget_cells_per_source_y(self)
    class(mesh_map_type), intent(in) :: self
    get_ntarget_cells_per_source_y = size(self%map, 2)
  end function get_ntarget_cells_per_source_y

  function get_cell_map(self, cell) result(map)
    class(mesh_map_type), target, intent(in) :: self
    integer(i_def), intent(in) :: cell
    integer(i_def), pointer :: map(:, :)
    map => self%map(:, :, cell)
  end function get_cell_map

  ! Shape: cells in x, cells in y, source cells. 0 stands for a cell that this rank does not hold.
  function get_whole_cell_map(self) result(map)
    class(mesh_map_type), target, intent(in) :: self
    integer(i_def), pointer :: map(:, :, :)
    map => self%map
  end function get_whole_cell_map
end module mesh_map_mod
