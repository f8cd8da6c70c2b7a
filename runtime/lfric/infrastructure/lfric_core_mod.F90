! The functions of core/lfric_core.h as Fortran sees them, and errors that end all ranks. For this folder's modules only.
module lfric_core_mod
  use, intrinsic :: iso_c_binding, only: c_ptr, c_int, c_double, c_int64_t, c_char, c_null_char, c_null_ptr, c_associated, &
      c_f_pointer, c_loc
  implicit none
  public

  enum, bind(c)
    enumerator :: mesh_id = 1, mesh_nlayers, mesh_halo_depth, mesh_last_inner, mesh_last_owned, mesh_last_halo, mesh_colours, &
        mesh_longest_colour, mesh_is_sphere, mesh_edges_2d, mesh_vertices_2d, mesh_owned_edges_2d, mesh_owned_vertices_2d, &
        mesh_panel, mesh_cell_owner, mesh_level, mesh_tile_colours, mesh_most_tiles, mesh_most_cells_of_tile
  end enum
  enum, bind(c)
    enumerator :: table_cell_next = 1, table_adjacent_face, table_edge_on_cell, table_vertex_on_cell, table_colour_map, &
        table_cells_per_colour, table_last_edge, table_last_halo, table_last_inner, table_edge_owner, table_vertex_owner, &
        table_tile_map, table_last_edge_tile, table_last_halo_tile, table_last_edge_cell_of_tile, table_last_halo_cell_of_tile
  end enum
  enum, bind(c)
    enumerator :: space_ndf = 1, space_undf, space_last_owned, space_last_annexed, space_last_halo, space_dim, space_dim_diff
  end enum
  integer(c_int), parameter :: type_real32 = 1, type_real64 = 2, type_int32 = 3
  integer(c_int), parameter :: reduce_sum = ichar('s'), reduce_min = ichar('i'), reduce_max = ichar('a')

  interface
    subroutine lfric_start_c(communicator) bind(c, name='lfric_start')
      import :: c_int
      integer(c_int), value :: communicator
    end subroutine
    subroutine lfric_stop_c() bind(c, name='lfric_stop')
    end subroutine
    integer(c_int) function lfric_rank() bind(c)
      import :: c_int
    end function
    integer(c_int) function lfric_rank_count() bind(c)
      import :: c_int
    end function
    integer(c_int) function lfric_communicator() bind(c)
      import :: c_int
    end function
    subroutine lfric_fail(routine, field, text) bind(c)
      import :: c_char
      character(kind=c_char), intent(in) :: routine(*), field(*), text(*)
    end subroutine
    integer(c_int) function lfric_poison(value) bind(c)
      import :: c_int, c_double
      real(c_double), intent(out) :: value
    end function

    type(c_ptr) function lfric_mesh_planar(nx, ny, dx, dy, nlayers, top, depth, coarsenings, name) bind(c)
      import :: c_ptr, c_int, c_double, c_char
      integer(c_int), value :: nx, ny, nlayers, depth, coarsenings
      real(c_double), value :: dx, dy, top
      character(kind=c_char), intent(in) :: name(*)
    end function
    type(c_ptr) function lfric_mesh_sphere(n, radius, nlayers, top, depth, coarsenings, name) bind(c)
      import :: c_ptr, c_int, c_double, c_char
      integer(c_int), value :: n, nlayers, depth, coarsenings
      real(c_double), value :: radius, top
      character(kind=c_char), intent(in) :: name(*)
    end function
    type(c_ptr) function lfric_mesh_coarser(fine, depth, name) bind(c)
      import :: c_ptr, c_int, c_char
      type(c_ptr), value :: fine
      integer(c_int), value :: depth
      character(kind=c_char), intent(in) :: name(*)
    end function
    type(c_ptr) function lfric_mesh_read(path, nlayers, top, depth, coarsenings, name) bind(c)
      import :: c_ptr, c_int, c_double, c_char
      character(kind=c_char), intent(in) :: path(*), name(*)
      integer(c_int), value :: nlayers, depth, coarsenings
      real(c_double), value :: top
    end function
    subroutine lfric_mesh_write(mesh, path) bind(c)
      import :: c_ptr, c_char
      type(c_ptr), value :: mesh
      character(kind=c_char), intent(in) :: path(*)
    end subroutine
    integer(c_int) function lfric_mesh_get(mesh, what, index) bind(c)
      import :: c_ptr, c_int
      type(c_ptr), value :: mesh
      integer(c_int), value :: what, index
    end function
    real(c_double) function lfric_mesh_top(mesh) bind(c)
      import :: c_ptr, c_double
      type(c_ptr), value :: mesh
    end function
    type(c_ptr) function lfric_mesh_name(mesh) bind(c)
      import :: c_ptr
      type(c_ptr), value :: mesh
    end function
    integer(c_int64_t) function lfric_mesh_global_cell(mesh, local_cell) bind(c)
      import :: c_ptr, c_int, c_int64_t
      type(c_ptr), value :: mesh
      integer(c_int), value :: local_cell
    end function
    integer(c_int) function lfric_mesh_local_cell(mesh, global_cell) bind(c)
      import :: c_ptr, c_int, c_int64_t
      type(c_ptr), value :: mesh
      integer(c_int64_t), value :: global_cell
    end function
    integer(c_int64_t) function lfric_mesh_global_count(mesh) bind(c)
      import :: c_ptr, c_int64_t
      type(c_ptr), value :: mesh
    end function
    type(c_ptr) function lfric_mesh_integers(mesh, what) bind(c)
      import :: c_ptr, c_int
      type(c_ptr), value :: mesh
      integer(c_int), value :: what
    end function
    subroutine lfric_mesh_corners(mesh, local_cell, xyz) bind(c)
      import :: c_ptr, c_int, c_double
      type(c_ptr), value :: mesh
      integer(c_int), value :: local_cell
      real(c_double), intent(out) :: xyz(3, 4)
    end subroutine
    type(c_ptr) function lfric_mesh_map_between(source, target) bind(c)
      import :: c_ptr
      type(c_ptr), value :: source, target
    end function
    integer(c_int) function lfric_mesh_map_exists(source, target) bind(c)
      import :: c_ptr, c_int
      type(c_ptr), value :: source, target
    end function
    type(c_ptr) function lfric_mesh_map_table(map, extents) bind(c)
      import :: c_ptr, c_int
      type(c_ptr), value :: map
      integer(c_int), intent(out) :: extents(3)
    end function

    type(c_ptr) function lfric_space_get(mesh, space, order_h, order_v, ndata, ndata_first) bind(c)
      import :: c_ptr, c_int
      type(c_ptr), value :: mesh
      integer(c_int), value :: space, order_h, order_v, ndata, ndata_first
    end function
    integer(c_int) function lfric_space_get_number(space, what, depth) bind(c)
      import :: c_ptr, c_int
      type(c_ptr), value :: space
      integer(c_int), value :: what, depth
    end function
    integer(c_int64_t) function lfric_space_global_count(space) bind(c)
      import :: c_ptr, c_int64_t
      type(c_ptr), value :: space
    end function
    type(c_ptr) function lfric_space_dofmap(space) bind(c)
      import :: c_ptr
      type(c_ptr), value :: space
    end function
    type(c_ptr) function lfric_space_boundary(space) bind(c)
      import :: c_ptr
      type(c_ptr), value :: space
    end function
    type(c_ptr) function lfric_space_nodes(space) bind(c)
      import :: c_ptr
      type(c_ptr), value :: space
    end function
    subroutine lfric_space_global_ids(space, ids) bind(c)
      import :: c_ptr, c_int64_t
      type(c_ptr), value :: space
      integer(c_int64_t), intent(out) :: ids(*)
    end subroutine
    subroutine lfric_space_basis(space, derivative, df, xi, values) bind(c)
      import :: c_ptr, c_int, c_double
      type(c_ptr), value :: space
      integer(c_int), value :: derivative, df
      real(c_double), intent(in) :: xi(3)
      real(c_double), intent(out) :: values(*)
    end subroutine
    subroutine lfric_space_traffic(space, depth, values, messages) bind(c)
      import :: c_ptr, c_int, c_int64_t
      type(c_ptr), value :: space
      integer(c_int), value :: depth
      integer(c_int64_t), intent(out) :: values
      integer(c_int), intent(out) :: messages
    end subroutine
    subroutine lfric_space_stencil(space, shape, extent, length, branches, map, sizes) bind(c)
      import :: c_ptr, c_int
      type(c_ptr), value :: space
      integer(c_int), value :: shape, extent
      integer(c_int), intent(out) :: length, branches
      type(c_ptr), intent(out) :: map, sizes
    end subroutine

    type(c_ptr) function lfric_field_new(space, type, depth, name) bind(c)
      import :: c_ptr, c_int, c_char
      type(c_ptr), value :: space
      integer(c_int), value :: type, depth
      character(kind=c_char), intent(in) :: name(*)
    end function
    subroutine lfric_field_free(field) bind(c)
      import :: c_ptr
      type(c_ptr), value :: field
    end subroutine
    integer(c_int) function lfric_field_size(field) bind(c)
      import :: c_ptr, c_int
      type(c_ptr), value :: field
    end function
    integer(c_int) function lfric_field_depth(field) bind(c)
      import :: c_ptr, c_int
      type(c_ptr), value :: field
    end function
    subroutine lfric_field_initialise(field, data) bind(c)
      import :: c_ptr
      type(c_ptr), value :: field, data
    end subroutine
    integer(c_int) function lfric_field_is_dirty(field, data, depth) bind(c)
      import :: c_ptr, c_int
      type(c_ptr), value :: field, data
      integer(c_int), value :: depth
    end function
    subroutine lfric_field_set_dirty(field, data) bind(c)
      import :: c_ptr
      type(c_ptr), value :: field, data
    end subroutine
    subroutine lfric_field_set_clean(field, data, depth) bind(c)
      import :: c_ptr, c_int
      type(c_ptr), value :: field, data
      integer(c_int), value :: depth
    end subroutine
    subroutine lfric_field_exchange(field, data, depth) bind(c)
      import :: c_ptr, c_int
      type(c_ptr), value :: field, data
      integer(c_int), value :: depth
    end subroutine
    subroutine lfric_field_exchange_start(field, data, depth) bind(c)
      import :: c_ptr, c_int
      type(c_ptr), value :: field, data
      integer(c_int), value :: depth
    end subroutine
    subroutine lfric_field_exchange_finish(field, data, depth) bind(c)
      import :: c_ptr, c_int
      type(c_ptr), value :: field, data
      integer(c_int), value :: depth
    end subroutine
    subroutine lfric_field_reduce(field, data, what, result) bind(c)
      import :: c_ptr, c_int
      type(c_ptr), value :: field, data, result
      integer(c_int), value :: what
    end subroutine
    subroutine lfric_field_copy_flags(to, from) bind(c)
      import :: c_ptr
      type(c_ptr), value :: to, from
    end subroutine

    subroutine lfric_reduce_scalar(type, what, value, result) bind(c)
      import :: c_ptr, c_int
      integer(c_int), value :: type, what
      type(c_ptr), value :: value, result
    end subroutine
    subroutine lfric_broadcast(data, bytes, root) bind(c)
      import :: c_ptr, c_int
      type(c_ptr), value :: data
      integer(c_int), value :: bytes, root
    end subroutine
    subroutine lfric_all_gather(send, receive, count) bind(c)
      import :: c_int
      integer(c_int), intent(in) :: send(*)
      integer(c_int), intent(out) :: receive(*)
      integer(c_int), value :: count
    end subroutine
  end interface

contains

  ! Ends all ranks; `text` tells the situation and what to do.
  subroutine fail(routine, text, field)
    character(*), intent(in) :: routine, text
    character(*), intent(in), optional :: field
    if (present(field)) then
      call lfric_fail(c_text(routine), c_text(field), c_text(text))
    else
      call lfric_fail(c_text(routine), c_text(''), c_text(text))
    end if
    error stop 1
  end subroutine fail

  pure function c_text(text) result(terminated)
    character(*), intent(in) :: text
    character(len=len_trim(text) + 1, kind=c_char) :: terminated
    terminated = trim(text)//c_null_char
  end function c_text
end module lfric_core_mod
