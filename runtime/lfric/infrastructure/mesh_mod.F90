! One rank's part of a mesh. Objects are made by lfric_setup_mod and live until the runtime stops.
!
! Local cells are ordered: inner cells, deepest first; edge cells; halo cells of depth 1, 2, ...
module mesh_mod
  use, intrinsic :: iso_c_binding, only: c_ptr, c_char, c_null_ptr, c_associated, c_f_pointer
  use constants_mod, only: i_def, r_def, l_def, str_def
  use lfric_core_mod
  use mesh_map_mod, only: mesh_map_type, wrap_mesh_map
  use reference_element_mod, only: reference_element_type, reference_cube_type
  implicit none
  private

  type, public :: mesh_type
    private
    type(c_ptr) :: handle = c_null_ptr
  contains
    procedure, public :: get_id, get_mesh_name, get_handle, get_reference_element
    procedure, public :: get_nlayers, get_ncells_2d, get_ncells_2d_with_ghost, get_nedges_2d, get_nverts_2d, get_ncells
    procedure, public :: get_num_edges_owned_2d, get_num_verts_owned_2d
    procedure, public :: get_nverts_per_cell, get_nverts_per_cell_2d, get_nverts_per_edge, get_nedges_per_cell
    procedure, public :: get_nedges_per_cell_2d, get_nfaces_per_cell
    procedure, public :: get_cell_next, get_edge_on_cell, get_vert_on_cell, get_adjacent_face
    procedure, public :: get_cell_coords, get_column_coords, get_cell_centre_coords, get_surface_corners
    procedure, public :: get_domain_top, get_dz, get_eta
    procedure, public :: get_gid_from_lid, get_lid_from_gid, get_ncells_global, get_panel_id
    procedure, public :: get_vertex_cell_owner, get_edge_cell_owner, is_vertex_owned, is_edge_owned, is_cell_owned
    procedure, public :: is_geometry_spherical, is_geometry_planar, is_topology_non_periodic, is_topology_channel
    procedure, public :: is_topology_periodic, is_coord_sys_xyz, is_coord_sys_ll
    procedure, public :: get_inner_depth, get_num_cells_inner, get_last_inner_cell, get_last_inner_cell_per_colour
    procedure, public :: get_last_inner_cell_all_colours
    procedure, public :: get_num_cells_edge, get_last_edge_cell, get_last_edge_cell_per_colour, get_last_edge_cell_all_colours
    procedure, public :: get_halo_depth, get_num_cells_halo, get_num_cells_ghost
    procedure, private :: get_last_halo_cell_any, get_last_halo_cell_deepest
    generic, public :: get_last_halo_cell => get_last_halo_cell_any, get_last_halo_cell_deepest
    procedure, private :: get_last_halo_cell_per_colour_any, get_last_halo_cell_per_colour_deepest
    generic, public :: get_last_halo_cell_per_colour => get_last_halo_cell_per_colour_any, get_last_halo_cell_per_colour_deepest
    procedure, public :: get_last_halo_cell_all_colours, get_last_halo_cell_all_colours_deepest
    procedure, public :: is_coloured, get_ncolours, get_colours, get_colour_map
    procedure, public :: get_ntilecolours, get_coloured_tiling_map, get_last_edge_tile_all_colours
    procedure, public :: get_last_halo_tile_all_colours, get_last_edge_cell_all_colours_all_tiles
    procedure, public :: get_last_halo_cell_all_colours_all_tiles
    procedure, public :: get_mesh_map, query_mesh_map, add_mesh_map
  end type mesh_type

  public :: mesh_of

  type :: mesh_list
    type(mesh_type), pointer :: mesh => null()
    type(mesh_list), pointer :: next => null()
  end type mesh_list
  type(mesh_list), pointer :: meshes => null()

  type :: map_list
    type(mesh_map_type) :: map
    type(map_list), pointer :: next => null()
  end type map_list
  type(map_list), pointer :: maps => null()

  type(reference_cube_type), target :: cube

contains

  ! The one object of a mesh.
  function mesh_of(handle) result(mesh)
    type(c_ptr), intent(in) :: handle
    type(mesh_type), pointer :: mesh
    type(mesh_list), pointer :: entry
    entry => meshes
    do while (associated(entry))
      mesh => entry%mesh
      if (c_associated(mesh%handle, handle)) return
      entry => entry%next
    end do
    allocate (entry)
    allocate (entry%mesh)
    entry%mesh%handle = handle
    entry%next => meshes
    meshes => entry
    mesh => entry%mesh
  end function mesh_of

  function get_handle(self) result(handle)
    class(mesh_type), intent(in) :: self
    type(c_ptr) :: handle
    if (.not. c_associated(self%handle)) call fail('mesh_type', 'a mesh that lfric_setup_mod did not make; create it there')
    handle = self%handle
  end function get_handle

  ! The core's numbers and tables.
#define NUMBER_OF(name, what) \
  integer(i_def) function name(self); \
    class(mesh_type), intent(in) :: self; \
    name = lfric_mesh_get(self%get_handle(), what, 0); \
  end function

  NUMBER_OF(get_id, mesh_id)
  NUMBER_OF(get_nlayers, mesh_nlayers)
  NUMBER_OF(get_halo_depth, mesh_halo_depth)
  NUMBER_OF(get_inner_depth, mesh_halo_depth)
  NUMBER_OF(get_last_edge_cell, mesh_last_owned)
  NUMBER_OF(get_nedges_2d, mesh_edges_2d)
  NUMBER_OF(get_nverts_2d, mesh_vertices_2d)
  NUMBER_OF(get_num_edges_owned_2d, mesh_owned_edges_2d)
  NUMBER_OF(get_num_verts_owned_2d, mesh_owned_vertices_2d)
  NUMBER_OF(get_ncolours, mesh_colours)
  NUMBER_OF(get_ntilecolours, mesh_tile_colours)

#define CONSTANT_OF(name, type, value) \
  pure type function name(self); \
    class(mesh_type), intent(in) :: self; \
    name = value; \
  end function

  CONSTANT_OF(get_nverts_per_cell, integer(i_def), 8)
  CONSTANT_OF(get_nverts_per_cell_2d, integer(i_def), 4)
  CONSTANT_OF(get_nverts_per_edge, integer(i_def), 2)
  CONSTANT_OF(get_nedges_per_cell, integer(i_def), 12)
  CONSTANT_OF(get_nedges_per_cell_2d, integer(i_def), 4)
  CONSTANT_OF(get_nfaces_per_cell, integer(i_def), 6)
  CONSTANT_OF(get_num_cells_ghost, integer(i_def), 0)
  CONSTANT_OF(is_topology_non_periodic, logical(l_def), .false.)
  CONSTANT_OF(is_topology_channel, logical(l_def), .false.)
  CONSTANT_OF(is_topology_periodic, logical(l_def), .true.)
  CONSTANT_OF(is_coord_sys_xyz, logical(l_def), .true.)
  CONSTANT_OF(is_coord_sys_ll, logical(l_def), .false.)
  CONSTANT_OF(is_coloured, logical(l_def), .true.)

  logical(l_def) function is_geometry_spherical(self)
    class(mesh_type), intent(in) :: self
    is_geometry_spherical = lfric_mesh_get(self%get_handle(), mesh_is_sphere, 0) /= 0
  end function is_geometry_spherical

  logical(l_def) function is_geometry_planar(self)
    class(mesh_type), intent(in) :: self
    is_geometry_planar = .not. self%is_geometry_spherical()
  end function is_geometry_planar

  function get_mesh_name(self) result(name)
    class(mesh_type), intent(in) :: self
    character(str_def) :: name
    character(kind=c_char), pointer :: text(:)
    integer :: i
    call c_f_pointer(lfric_mesh_name(self%get_handle()), text, [str_def])
    name = ''
    do i = 1, str_def
      if (text(i) == char(0)) exit
      name(i:i) = text(i)
    end do
  end function get_mesh_name

  function get_reference_element(self) result(element)
    class(mesh_type), target, intent(in) :: self
    class(reference_element_type), pointer :: element
    element => cube
    if (.not. c_associated(self%get_handle())) nullify (element)
  end function get_reference_element

  ! Cells in a horizontal layer: owned and all halos.
  integer(i_def) function get_ncells_2d(self)
    class(mesh_type), intent(in) :: self
    get_ncells_2d = self%get_last_halo_cell()
  end function get_ncells_2d

  integer(i_def) function get_ncells_2d_with_ghost(self)
    class(mesh_type), intent(in) :: self
    get_ncells_2d_with_ghost = self%get_last_halo_cell()
  end function get_ncells_2d_with_ghost

  integer(i_def) function get_ncells(self)
    class(mesh_type), intent(in) :: self
    get_ncells = self%get_last_halo_cell()*self%get_nlayers()
  end function get_ncells

  function table(self, what, extents) result(values)
    class(mesh_type), intent(in) :: self
    integer, intent(in) :: what, extents(2)
    integer(i_def), pointer :: values(:, :)
    call c_f_pointer(lfric_mesh_integers(self%get_handle(), what), values, extents)
  end function table

  ! 0 where this rank's mesh ends.
  integer(i_def) function get_cell_next(self, iface, cell_lid)
    class(mesh_type), intent(in) :: self
    integer(i_def), intent(in) :: iface, cell_lid
    integer(i_def), pointer :: next(:, :)
    next => table(self, int(table_cell_next), [4, self%get_ncells_2d()])
    get_cell_next = next(iface, cell_lid)
  end function get_cell_next

  integer(i_def) function get_edge_on_cell(self, iedge, icell)
    class(mesh_type), intent(in) :: self
    integer(i_def), intent(in) :: iedge, icell
    integer(i_def), pointer :: edges(:, :)
    edges => table(self, int(table_edge_on_cell), [4, self%get_ncells_2d()])
    get_edge_on_cell = edges(iedge, icell)
  end function get_edge_on_cell

  integer(i_def) function get_vert_on_cell(self, ivert, icell)
    class(mesh_type), intent(in) :: self
    integer(i_def), intent(in) :: ivert, icell
    integer(i_def), pointer :: vertices(:, :)
    vertices => table(self, int(table_vertex_on_cell), [4, self%get_ncells_2d()])
    get_vert_on_cell = vertices(ivert, icell)
  end function get_vert_on_cell

  ! For each horizontal face of each cell: which face of the neighbour it is.
  function get_adjacent_face(self) result(adjacent_face)
    class(mesh_type), target, intent(in) :: self
    integer(i_def), pointer :: adjacent_face(:, :)
    adjacent_face => table(self, int(table_adjacent_face), [4, self%get_ncells_2d()])
  end function get_adjacent_face

  ! x, y, z of the south-west, south-east, north-east and north-west corner on the surface.
  subroutine get_surface_corners(self, cell_lid, corners)
    class(mesh_type), intent(in) :: self
    integer(i_def), intent(in) :: cell_lid
    real(r_def), intent(out) :: corners(3, 4)
    call lfric_mesh_corners(self%get_handle(), cell_lid, corners)
  end subroutine get_surface_corners

  ! The eight vertices of each layer of a column: shape 3, 8, nlayers. Layers are uniform in height.
  subroutine get_column_coords(self, cell_lid, column_coords)
    class(mesh_type), intent(in) :: self
    integer(i_def), intent(in) :: cell_lid
    real(r_def), intent(out) :: column_coords(:, :, :)
    real(r_def) :: corners(3, 4), height, radius
    integer(i_def) :: k, v, level
    call self%get_surface_corners(cell_lid, corners)
    do k = 1, self%get_nlayers()
      do v = 1, 8
        level = merge(k - 1, k, v <= 4)
        height = self%get_domain_top()*level/self%get_nlayers()
        column_coords(:, v, k) = corners(:, modulo(v - 1, 4) + 1)
        if (self%is_geometry_spherical()) then
          radius = norm2(corners(:, modulo(v - 1, 4) + 1))
          column_coords(:, v, k) = column_coords(:, v, k)*((radius + height)/radius)
        else
          column_coords(3, v, k) = height
        end if
      end do
    end do
  end subroutine get_column_coords

  ! The vertices of the lowest layer's cell.
  subroutine get_cell_coords(self, cell_lid, cell_coords)
    class(mesh_type), intent(in) :: self
    integer(i_def), intent(in) :: cell_lid
    real(r_def), intent(out) :: cell_coords(:, :)
    real(r_def), allocatable :: column(:, :, :)
    allocate (column(3, 8, self%get_nlayers()))
    call self%get_column_coords(cell_lid, column)
    cell_coords = column(:, :, 1)
  end subroutine get_cell_coords

  subroutine get_cell_centre_coords(self, cell_lid, cell_centre_coords)
    class(mesh_type), intent(in) :: self
    integer(i_def), intent(in) :: cell_lid
    real(r_def), intent(out) :: cell_centre_coords(:)
    real(r_def) :: vertices(3, 8)
    call self%get_cell_coords(cell_lid, vertices)
    cell_centre_coords = sum(vertices, 2)/8.0_r_def
  end subroutine get_cell_centre_coords

  real(r_def) function get_domain_top(self)
    class(mesh_type), intent(in) :: self
    get_domain_top = lfric_mesh_top(self%get_handle())
  end function get_domain_top

  subroutine get_dz(self, dz)
    class(mesh_type), intent(in) :: self
    real(r_def), intent(out) :: dz(:)
    dz = self%get_domain_top()/self%get_nlayers()
  end subroutine get_dz

  subroutine get_eta(self, eta)
    class(mesh_type), intent(in) :: self
    real(r_def), intent(out) :: eta(:)
    integer(i_def) :: k
    eta = [(real(k, r_def)/self%get_nlayers(), k=0, self%get_nlayers())]
  end subroutine get_eta

  integer(i_def) function get_gid_from_lid(self, cell_lid)
    class(mesh_type), intent(in) :: self
    integer(i_def), intent(in) :: cell_lid
    get_gid_from_lid = int(lfric_mesh_global_cell(self%get_handle(), cell_lid), i_def)
  end function get_gid_from_lid

  ! 0 for a cell that this rank does not hold.
  integer(i_def) function get_lid_from_gid(self, cell_gid)
    class(mesh_type), intent(in) :: self
    integer(i_def), intent(in) :: cell_gid
    get_lid_from_gid = lfric_mesh_local_cell(self%get_handle(), int(cell_gid, c_int64_t))
  end function get_lid_from_gid

  integer(i_def) function get_ncells_global(self)
    class(mesh_type), intent(in) :: self
    get_ncells_global = int(lfric_mesh_global_count(self%get_handle()), i_def)
  end function get_ncells_global

  integer(i_def) function get_panel_id(self, cell_lid)
    class(mesh_type), intent(in) :: self
    integer(i_def), intent(in) :: cell_lid
    get_panel_id = lfric_mesh_get(self%get_handle(), mesh_panel, cell_lid)
  end function get_panel_id

  logical(l_def) function is_cell_owned(self, cell_lid)
    class(mesh_type), intent(in) :: self
    integer(i_def), intent(in) :: cell_lid
    is_cell_owned = cell_lid <= self%get_last_edge_cell()
  end function is_cell_owned

  ! The rank that owns a vertex, or edge, of a cell.
  integer(i_def) function get_vertex_cell_owner(self, vertex_index, cell_lid)
    class(mesh_type), intent(in) :: self
    integer(i_def), intent(in) :: vertex_index, cell_lid
    integer(i_def), pointer :: owners(:, :)
    owners => table(self, int(table_vertex_owner), [1, self%get_nverts_2d()])
    get_vertex_cell_owner = owners(1, self%get_vert_on_cell(vertex_index, cell_lid))
  end function get_vertex_cell_owner

  integer(i_def) function get_edge_cell_owner(self, edge_index, cell_lid)
    class(mesh_type), intent(in) :: self
    integer(i_def), intent(in) :: edge_index, cell_lid
    integer(i_def), pointer :: owners(:, :)
    owners => table(self, int(table_edge_owner), [1, self%get_nedges_2d()])
    get_edge_cell_owner = owners(1, self%get_edge_on_cell(edge_index, cell_lid))
  end function get_edge_cell_owner

  logical(l_def) function is_vertex_owned(self, vertex_index, cell_lid)
    class(mesh_type), intent(in) :: self
    integer(i_def), intent(in) :: vertex_index, cell_lid
    is_vertex_owned = self%get_vertex_cell_owner(vertex_index, cell_lid) == lfric_rank()
  end function is_vertex_owned

  logical(l_def) function is_edge_owned(self, edge_index, cell_lid)
    class(mesh_type), intent(in) :: self
    integer(i_def), intent(in) :: edge_index, cell_lid
    is_edge_owned = self%get_edge_cell_owner(edge_index, cell_lid) == lfric_rank()
  end function is_edge_owned

  integer(i_def) function get_last_inner_cell(self, depth)
    class(mesh_type), intent(in) :: self
    integer(i_def), intent(in) :: depth
    get_last_inner_cell = lfric_mesh_get(self%get_handle(), mesh_last_inner, depth)
  end function get_last_inner_cell

  integer(i_def) function get_num_cells_inner(self, depth)
    class(mesh_type), intent(in) :: self
    integer(i_def), intent(in) :: depth
    get_num_cells_inner = self%get_last_inner_cell(depth)
    if (depth < self%get_inner_depth()) get_num_cells_inner = get_num_cells_inner - self%get_last_inner_cell(depth + 1)
  end function get_num_cells_inner

  integer(i_def) function get_num_cells_edge(self)
    class(mesh_type), intent(in) :: self
    get_num_cells_edge = self%get_last_edge_cell()
    if (self%get_inner_depth() > 0) get_num_cells_edge = get_num_cells_edge - self%get_last_inner_cell(1)
  end function get_num_cells_edge

  integer(i_def) function get_last_halo_cell_any(self, depth)
    class(mesh_type), intent(in) :: self
    integer(i_def), intent(in) :: depth
    get_last_halo_cell_any = lfric_mesh_get(self%get_handle(), mesh_last_halo, depth)
  end function get_last_halo_cell_any

  integer(i_def) function get_last_halo_cell_deepest(self)
    class(mesh_type), intent(in) :: self
    get_last_halo_cell_deepest = self%get_last_halo_cell_any(self%get_halo_depth())
  end function get_last_halo_cell_deepest

  integer(i_def) function get_num_cells_halo(self, depth)
    class(mesh_type), intent(in) :: self
    integer(i_def), intent(in) :: depth
    get_num_cells_halo = self%get_last_halo_cell(depth) - self%get_last_halo_cell(depth - 1)
  end function get_num_cells_halo

  ! Colours. colour_map(colour, i) is the i-th cell of a colour, in local order, so bounds cut it at edge or halo depth.
  function get_colour_map(self) result(colour_map)
    class(mesh_type), target, intent(in) :: self
    integer(i_def), pointer :: colour_map(:, :)
    colour_map => table(self, int(table_colour_map), &
                        [self%get_ncolours(), lfric_mesh_get(self%get_handle(), int(mesh_longest_colour), 0)])
  end function get_colour_map

  subroutine get_colours(self, ncolours, ncells_per_colour, colour_map)
    class(mesh_type), target, intent(in) :: self
    integer(i_def), intent(out) :: ncolours
    integer(i_def), pointer, intent(out) :: ncells_per_colour(:), colour_map(:, :)
    ncolours = self%get_ncolours()
    call c_f_pointer(lfric_mesh_integers(self%get_handle(), int(table_cells_per_colour)), ncells_per_colour, [ncolours])
    colour_map => self%get_colour_map()
  end subroutine get_colours

  function get_last_edge_cell_all_colours(self) result(cells)
    class(mesh_type), intent(in) :: self
    integer(i_def), allocatable :: cells(:)
    integer(i_def), pointer :: values(:, :)
    values => table(self, int(table_last_edge), [1, self%get_ncolours()])
    cells = values(1, :)
  end function get_last_edge_cell_all_colours

  ! Shape: colours, depths from 1.
  function get_last_halo_cell_all_colours(self) result(cells)
    class(mesh_type), intent(in) :: self
    integer(i_def), allocatable :: cells(:, :)
    integer(i_def), pointer :: values(:, :)
    values => table(self, int(table_last_halo), [self%get_ncolours(), self%get_halo_depth()])
    cells = values
  end function get_last_halo_cell_all_colours

  function get_last_inner_cell_all_colours(self) result(cells)
    class(mesh_type), intent(in) :: self
    integer(i_def), allocatable :: cells(:, :)
    integer(i_def), pointer :: values(:, :)
    values => table(self, int(table_last_inner), [self%get_ncolours(), self%get_halo_depth()])
    cells = values
  end function get_last_inner_cell_all_colours

  function get_last_halo_cell_all_colours_deepest(self) result(cells)
    class(mesh_type), intent(in) :: self
    integer(i_def), allocatable :: cells(:), all(:, :)
    all = self%get_last_halo_cell_all_colours()
    cells = all(:, self%get_halo_depth())
  end function get_last_halo_cell_all_colours_deepest

  integer(i_def) function get_last_edge_cell_per_colour(self, colour)
    class(mesh_type), intent(in) :: self
    integer(i_def), intent(in) :: colour
    integer(i_def), allocatable :: cells(:)
    cells = self%get_last_edge_cell_all_colours()
    get_last_edge_cell_per_colour = cells(colour)
  end function get_last_edge_cell_per_colour

  integer(i_def) function get_last_inner_cell_per_colour(self, colour, depth)
    class(mesh_type), intent(in) :: self
    integer(i_def), intent(in) :: colour, depth
    integer(i_def), allocatable :: cells(:, :)
    cells = self%get_last_inner_cell_all_colours()
    get_last_inner_cell_per_colour = cells(colour, depth)
  end function get_last_inner_cell_per_colour

  integer(i_def) function get_last_halo_cell_per_colour_any(self, colour, depth)
    class(mesh_type), intent(in) :: self
    integer(i_def), intent(in) :: colour, depth
    integer(i_def), allocatable :: cells(:, :)
    cells = self%get_last_halo_cell_all_colours()
    get_last_halo_cell_per_colour_any = cells(colour, depth)
  end function get_last_halo_cell_per_colour_any

  integer(i_def) function get_last_halo_cell_per_colour_deepest(self, colour)
    class(mesh_type), intent(in) :: self
    integer(i_def), intent(in) :: colour
    get_last_halo_cell_per_colour_deepest = self%get_last_halo_cell_per_colour_any(colour, self%get_halo_depth())
  end function get_last_halo_cell_per_colour_deepest

  ! Tiles. map(colour, tile, i) is the i-th cell of a tile of a colour. Tiles of owned cells come first, then those of the
  ! halo, depth by depth; no tile has cells of two depths.
  function tiled_table(self, what, last) result(values)
    class(mesh_type), intent(in) :: self
    integer, intent(in) :: what, last
    integer(i_def), pointer :: values(:, :, :)
    call c_f_pointer(lfric_mesh_integers(self%get_handle(), what), values, &
                     [self%get_ntilecolours(), lfric_mesh_get(self%get_handle(), int(mesh_most_tiles), 0), last])
  end function tiled_table

  function get_coloured_tiling_map(self) result(tile_map)
    class(mesh_type), target, intent(in) :: self
    integer(i_def), pointer :: tile_map(:, :, :)
    tile_map => tiled_table(self, int(table_tile_map), lfric_mesh_get(self%get_handle(), int(mesh_most_cells_of_tile), 0))
  end function get_coloured_tiling_map

  function get_last_edge_tile_all_colours(self) result(tiles)
    class(mesh_type), intent(in) :: self
    integer(i_def), allocatable :: tiles(:)
    integer(i_def), pointer :: values(:, :)
    values => table(self, int(table_last_edge_tile), [1, self%get_ntilecolours()])
    tiles = values(1, :)
  end function get_last_edge_tile_all_colours

  ! Shape: colours, depths from 1.
  function get_last_halo_tile_all_colours(self) result(tiles)
    class(mesh_type), intent(in) :: self
    integer(i_def), allocatable :: tiles(:, :)
    integer(i_def), pointer :: values(:, :)
    values => table(self, int(table_last_halo_tile), [self%get_ntilecolours(), self%get_halo_depth()])
    tiles = values
  end function get_last_halo_tile_all_colours

  ! Shape: colours, tiles.
  function get_last_edge_cell_all_colours_all_tiles(self) result(cells)
    class(mesh_type), intent(in) :: self
    integer(i_def), allocatable :: cells(:, :)
    integer(i_def), pointer :: values(:, :, :)
    values => tiled_table(self, int(table_last_edge_cell_of_tile), 1)
    cells = values(:, :, 1)
  end function get_last_edge_cell_all_colours_all_tiles

  ! Shape: colours, tiles, depths from 1.
  function get_last_halo_cell_all_colours_all_tiles(self) result(cells)
    class(mesh_type), intent(in) :: self
    integer(i_def), allocatable :: cells(:, :, :)
    integer(i_def), pointer :: values(:, :, :)
    values => tiled_table(self, int(table_last_halo_cell_of_tile), self%get_halo_depth())
    cells = values
  end function get_last_halo_cell_all_colours_all_tiles

  ! Maps lead to the neighbouring level of the hierarchy, finer or coarser; any other mesh is refused.
  function get_mesh_map(self, target_mesh) result(mesh_map)
    class(mesh_type), intent(in) :: self
    type(mesh_type), pointer, intent(in) :: target_mesh
    type(mesh_map_type), pointer :: mesh_map
    type(map_list), pointer :: entry
    entry => maps
    do while (associated(entry))
      mesh_map => entry%map
      if (mesh_map%get_source_id() == self%get_id() .and. mesh_map%get_target_id() == target_mesh%get_id()) return
      entry => entry%next
    end do
    allocate (entry)
    call wrap_mesh_map(entry%map, lfric_mesh_map_between(self%get_handle(), target_mesh%get_handle()), &
                       self%get_id(), target_mesh%get_id())
    entry%next => maps
    maps => entry
    mesh_map => entry%map
  end function get_mesh_map

  logical(l_def) function query_mesh_map(self, target_mesh)
    class(mesh_type), intent(in) :: self
    type(mesh_type), pointer, intent(in) :: target_mesh
    query_mesh_map = lfric_mesh_map_exists(self%get_handle(), target_mesh%get_handle()) /= 0
  end function query_mesh_map

  subroutine add_mesh_map(self, target_mesh)
    class(mesh_type), intent(inout) :: self
    type(mesh_type), pointer, intent(in) :: target_mesh
    type(mesh_map_type), pointer :: ignored
    ignored => self%get_mesh_map(target_mesh)
  end subroutine add_mesh_map
end module mesh_mod
