!> Does the one wrong thing that its argument names.
program misuse
  use columnwise_operator_mod,       only: columnwise_operator_type
  use constants_mod,                 only: r_def, i_def
  use field_mod,                     only: field_type, field_proxy_type
  use fs_continuity_mod,             only: W2, W3
  use function_space_collection_mod, only: function_space_collection
  use function_space_mod,            only: function_space_type
  use lfric_setup_mod,               only: lfric_start, lfric_stop, create_cubed_sphere_mesh, create_coarser_mesh, &
                                           create_planar_mesh, read_ugrid_mesh, write_ugrid_mesh
  use mesh_map_mod,                  only: mesh_map_type
  use mesh_mod,                      only: mesh_type
  use operator_mod,                  only: operator_type, operator_proxy_type
  use stencil_dofmap_mod,            only: stencil_dofmap_type, STENCIL_CROSS
  implicit none
  type(mesh_type), pointer           :: mesh, other
  type(mesh_map_type), pointer       :: map
  type(function_space_type), pointer :: space, cells
  type(stencil_dofmap_type), pointer :: stencil
  type(columnwise_operator_type)     :: columns
  type(operator_type)                :: matrix
  type(operator_proxy_type)          :: matrix_proxy
  type(field_type)                   :: field, twin
  type(field_proxy_type)             :: proxy
  character(200)                     :: what, path
  real(r_def)                        :: answer
  integer(i_def)                     :: first_halo_2

  call get_command_argument(1, what)
  call get_command_argument(2, path)
  if (what == 'mesh before start') mesh => create_planar_mesh(2, 2, 1.0_r_def, 1.0_r_def, 1, 1.0_r_def)
  call lfric_start()
  if (what == 'too many ranks') mesh => create_planar_mesh(1, 2, 1.0_r_def, 1.0_r_def, 1, 1.0_r_def)
  if (what == 'no such file') mesh => read_ugrid_mesh(path, 3, 1.0_r_def)
  if (what == 'odd mesh halved') mesh => create_cubed_sphere_mesh(5, 1.0_r_def, 1, 1.0_r_def, coarsenings=1)
  mesh => create_cubed_sphere_mesh(4, 1.0_r_def, 3, 1.0_r_def, halo_depth=2, name='sphere')
  if (what == 'unplanned level') other => create_coarser_mesh(mesh)
  if (what == 'map to a stranger') then
    other => create_cubed_sphere_mesh(2, 1.0_r_def, 3, 1.0_r_def)
    map => mesh%get_mesh_map(other)
  end if
  if (what == 'field without space') proxy = field%get_proxy()
  if (what == 'operator without spaces') matrix_proxy = matrix%get_proxy()
  if (what == 'space without number') space => function_space_collection%get_fs(mesh, 0, 0, 99)
  if (what == 'order 1') space => function_space_collection%get_fs(mesh, 1, 1, W2)
  space => function_space_collection%get_fs(mesh, 0, 0, W2)
  cells => function_space_collection%get_fs(mesh, 0, 0, W3)
  if (what == 'columns of a shared space') call columns%initialise(space, cells)
  if (what == 'wide stencil') stencil => space%get_stencil_dofmap(STENCIL_CROSS, 3)
  if (what == 'cells too deep') print *, mesh%get_last_halo_cell(3)
  if (what == 'field deeper than mesh') call field%initialise(vector_space=space, name='pressure', halo_depth=3)
  call field%initialise(vector_space=space, name='pressure')
  proxy = field%get_proxy()
  proxy%data(1:space%get_last_dof_owned()) = 1.0_r_def
  call proxy%set_dirty()
  select case (what)
  case ('deep exchange')
    call proxy%halo_exchange(depth=3)
  case ('deep question')
    if (proxy%is_dirty(depth=3)) print *, 'dirty'
  case ('finish without start')
    call proxy%halo_exchange_finish(depth=1)
  case ('two starts')
    call proxy%halo_exchange_start(depth=1)
    call proxy%halo_exchange_start(depth=1)
  case ('other depth at finish')
    call proxy%halo_exchange_start(depth=2)
    call proxy%halo_exchange_finish(depth=1)
  case ('assignment')
    call twin%initialise(vector_space=space, name='twin')
    twin = field
  case ('halo set clean')
    call proxy%set_clean(1)
  case ('rank dies')
    if (.not. mesh%get_lid_from_gid(1) == 1 .and. mesh%get_gid_from_lid(1) > 1) stop 3
    call proxy%halo_exchange(depth=2)
  case ('operator beyond depth 1')
    call matrix%initialise(cells, cells)
    matrix_proxy = matrix%get_proxy()
    first_halo_2 = mesh%get_last_halo_cell(1)*3 + 1
    answer = 0.0_r_def
    if (matrix_proxy%ncell_3d >= first_halo_2) answer = matrix_proxy%local_stencil(first_halo_2, 1, 1)
    print *, 'read', answer
  case ('nothing')
    call write_ugrid_mesh(mesh, trim(path))
    other => read_ugrid_mesh(path, 3, 1.0_r_def)
    call proxy%halo_exchange(depth=2)
    if (other%get_ncells_global() /= 96 .or. .not. other%is_geometry_spherical()) error stop 4
    print *, 'sum', proxy%get_sum()
  end select
  call field%field_final()
  call lfric_stop()
end program misuse
