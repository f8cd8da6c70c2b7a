! A function space on one rank's mesh. Objects are handed out by function_space_collection.
!
! Dofs are ordered owned, annexed, halo 1, halo 2, ...; each vertical column is contiguous.
module function_space_mod
  use, intrinsic :: iso_c_binding, only: c_ptr, c_null_ptr, c_associated, c_f_pointer
  use constants_mod, only: i_def, i_halo_index, r_def, l_def
  use fs_continuity_mod, only: W2, W2H, W2V, W2trace, W2Htrace, W2Vtrace, Wtheta
  use lfric_core_mod
  use mesh_mod, only: mesh_type
  use stencil_dofmap_mod, only: stencil_dofmap_type, make_stencil_dofmap
  use stencil_2D_dofmap_mod, only: stencil_2D_dofmap_type, make_stencil_2D_dofmap
  implicit none
  private

  integer(i_def), parameter, public :: BASIS = 100, DIFF_BASIS = 101

  type :: stencil_list
    type(stencil_dofmap_type) :: map
    type(stencil_list), pointer :: next => null()
  end type stencil_list
  type :: stencil_2D_list
    type(stencil_2D_dofmap_type) :: map
    type(stencil_2D_list), pointer :: next => null()
  end type stencil_2D_list

  type, public :: function_space_type
    private
    type(c_ptr) :: handle = c_null_ptr
    type(mesh_type), pointer :: mesh => null()
    integer(i_def) :: fs = 0, order_h = 0, order_v = 0, ndata = 1
    logical(l_def) :: ndata_first = .false.
    type(stencil_list), pointer :: stencils => null()
    type(stencil_2D_list), pointer :: stencils_2D => null()
  contains
    procedure, public :: get_handle, matches
    procedure, public :: get_undf, get_ndf, get_ndof_glob, get_ncell, get_nlayers, get_dim_space, get_dim_space_diff
    procedure, public :: get_cell_dofmap, get_whole_dofmap, get_boundary_dofs, get_nodes, get_levels
    procedure, public :: get_ndof_interior, get_ndof_face_h, get_ndof_face_v
    procedure, public :: which, get_mesh, get_mesh_id, get_element_order_h, get_element_order_v, get_fs_order_h, get_fs_order_v
    procedure, public :: get_ndata, is_ndata_first, is_readonly, is_writable, get_halo_depth
    procedure, public :: call_function, compute_basis_function, compute_diff_basis_function
    procedure, public :: get_last_dof_owned, get_last_dof_annexed, get_global_dof_id, get_exchange_traffic
    procedure, private :: get_last_dof_halo_any, get_last_dof_halo_deepest
    generic, public :: get_last_dof_halo => get_last_dof_halo_any, get_last_dof_halo_deepest
    procedure, public :: get_stencil_dofmap, get_stencil_2D_dofmap
    procedure, public :: get_ncolours, get_colours
  end type function_space_type

  public :: make_function_space

contains

  ! All ranks call this together: they tell each other which dofs they will exchange.
  subroutine make_function_space(space, mesh, order_h, order_v, fs, ndata, ndata_first)
    type(function_space_type), intent(out) :: space
    type(mesh_type), pointer, intent(in) :: mesh
    integer(i_def), intent(in) :: order_h, order_v, fs, ndata
    logical(l_def), intent(in) :: ndata_first
    space%handle = lfric_space_get(mesh%get_handle(), fs, order_h, order_v, ndata, merge(1, 0, ndata_first))
    space%mesh => mesh
    space%fs = fs
    space%order_h = order_h
    space%order_v = order_v
    space%ndata = ndata
    space%ndata_first = ndata_first
  end subroutine make_function_space

  logical function matches(self, mesh_id, order_h, order_v, fs, ndata, ndata_first)
    class(function_space_type), intent(in) :: self
    integer(i_def), intent(in) :: mesh_id, order_h, order_v, fs, ndata
    logical(l_def), intent(in) :: ndata_first
    matches = self%mesh%get_id() == mesh_id .and. self%order_h == order_h .and. self%order_v == order_v .and. &
        self%fs == fs .and. self%ndata == ndata .and. (self%ndata_first .eqv. ndata_first)
  end function matches

  function get_handle(self) result(handle)
    class(function_space_type), intent(in) :: self
    type(c_ptr) :: handle
    if (.not. c_associated(self%handle)) &
        call fail('function_space_type', 'a space that is not set up; get one from function_space_collection%get_fs')
    handle = self%handle
  end function get_handle

#define NUMBER_OF(name, what) \
  integer(i_def) function name(self); \
    class(function_space_type), intent(in) :: self; \
    name = lfric_space_get_number(self%get_handle(), what, 0); \
  end function

  NUMBER_OF(get_ndf, space_ndf)
  NUMBER_OF(get_undf, space_undf)
  NUMBER_OF(get_last_dof_owned, space_last_owned)
  NUMBER_OF(get_last_dof_annexed, space_last_annexed)
  NUMBER_OF(get_dim_space, space_dim)
  NUMBER_OF(get_dim_space_diff, space_dim_diff)

#define MEMBER_OF(name, type, member) \
  pure type function name(self); \
    class(function_space_type), intent(in) :: self; \
    name = self%member; \
  end function

  MEMBER_OF(which, integer(i_def), fs)
  MEMBER_OF(get_element_order_h, integer(i_def), order_h)
  MEMBER_OF(get_element_order_v, integer(i_def), order_v)
  MEMBER_OF(get_fs_order_h, integer(i_def), order_h)
  MEMBER_OF(get_fs_order_v, integer(i_def), order_v)
  MEMBER_OF(get_ndata, integer(i_def), ndata)
  MEMBER_OF(is_ndata_first, logical(l_def), ndata_first)

  integer(i_def) function get_ndof_glob(self)
    class(function_space_type), intent(in) :: self
    get_ndof_glob = int(lfric_space_global_count(self%get_handle()), i_def)
  end function get_ndof_glob

  ! Cells in a layer: owned and all halos.
  integer(i_def) function get_ncell(self)
    class(function_space_type), intent(in) :: self
    get_ncell = self%mesh%get_ncells_2d()
  end function get_ncell

  integer(i_def) function get_nlayers(self)
    class(function_space_type), intent(in) :: self
    if (.not. c_associated(self%get_handle())) return
    get_nlayers = self%mesh%get_nlayers()
  end function get_nlayers

  integer(i_def) function get_halo_depth(self)
    class(function_space_type), intent(in) :: self
    get_halo_depth = self%mesh%get_halo_depth()
  end function get_halo_depth

  function get_mesh(self) result(mesh)
    class(function_space_type), intent(in) :: self
    type(mesh_type), pointer :: mesh
    mesh => self%mesh
  end function get_mesh

  integer(i_def) function get_mesh_id(self)
    class(function_space_type), intent(in) :: self
    get_mesh_id = self%mesh%get_id()
  end function get_mesh_id

  logical(l_def) function is_readonly(self)
    class(function_space_type), intent(in) :: self
    is_readonly = .not. c_associated(self%get_handle())
  end function is_readonly

  logical(l_def) function is_writable(self)
    class(function_space_type), intent(in) :: self
    is_writable = .not. self%is_readonly()
  end function is_writable

  function get_whole_dofmap(self) result(map)
    class(function_space_type), target, intent(in) :: self
    integer(i_def), pointer :: map(:, :)
    call c_f_pointer(lfric_space_dofmap(self%get_handle()), map, [self%get_ndf(), self%get_ncell()])
  end function get_whole_dofmap

  function get_cell_dofmap(self, cell_lid) result(map)
    class(function_space_type), target, intent(in) :: self
    integer(i_def), intent(in) :: cell_lid
    integer(i_def), pointer :: map(:), whole(:, :)
    whole => self%get_whole_dofmap()
    map => whole(:, cell_lid)
  end function get_cell_dofmap

  ! (df, 1) is 0 for dofs on the bottom of a cell, (df, 2) for those on its top; else 1.
  function get_boundary_dofs(self) result(boundary_dofs)
    class(function_space_type), target, intent(in) :: self
    integer(i_def), pointer :: boundary_dofs(:, :)
    call c_f_pointer(lfric_space_boundary(self%get_handle()), boundary_dofs, [self%get_ndf(), 2])
  end function get_boundary_dofs

  function get_nodes(self) result(nodal_coords)
    class(function_space_type), target, intent(in) :: self
    real(r_def), pointer :: nodal_coords(:, :)
    call c_f_pointer(lfric_space_nodes(self%get_handle()), nodal_coords, [3, self%get_ndf()])
  end function get_nodes

  ! Heights of the dofs of a column, in layers, each once and rising.
  function get_levels(self) result(levels)
    class(function_space_type), target, intent(in) :: self
    real(r_def), pointer :: levels(:)
    real(r_def), pointer :: nodes(:, :)
    logical :: has(0:2)
    integer(i_def) :: half, df, count
    nodes => self%get_nodes()
    has = .false.
    do df = 1, size(nodes, 2)
      has(nint(2*nodes(3, df))) = .true.
    end do
    allocate (levels(2*self%get_nlayers() + 1))
    count = 0
    do half = 0, 2*self%get_nlayers()
      if (merge(has(1), has(0) .or. has(2), mod(half, 2) == 1)) then
        count = count + 1
        levels(count) = 0.5_r_def*half
      end if
    end do
    levels => levels(1:count)
  end function get_levels

  ! Dofs of a cell that its bottom and top faces do not have; of a side face; of the bottom or top face.
  integer(i_def) function get_ndof_interior(self)
    class(function_space_type), intent(in) :: self
    get_ndof_interior = self%get_ndf() - 2*self%get_ndof_face_v()
  end function get_ndof_interior

  integer(i_def) function get_ndof_face_h(self)
    class(function_space_type), intent(in) :: self
    get_ndof_face_h = merge(1, 0, any(self%fs == [W2, W2H, W2trace, W2Htrace]))
  end function get_ndof_face_h

  integer(i_def) function get_ndof_face_v(self)
    class(function_space_type), intent(in) :: self
    get_ndof_face_v = merge(1, 0, any(self%fs == [W2, W2V, W2trace, W2Vtrace, Wtheta]))
  end function get_ndof_face_v

  ! The basis function of a dof, or its derivative, at a point of the unit cube.
  function call_function(self, function_to_call, df, xi) result(evaluate)
    class(function_space_type) :: self
    integer(i_def), intent(in) :: function_to_call, df
    real(r_def), intent(in) :: xi(3)
    real(r_def), allocatable :: evaluate(:)
    select case (function_to_call)
    case (BASIS)
      allocate (evaluate(self%get_dim_space()))
      call lfric_space_basis(self%get_handle(), 0, df, xi, evaluate)
    case (DIFF_BASIS)
      allocate (evaluate(self%get_dim_space_diff()))
      call lfric_space_basis(self%get_handle(), 1, df, xi, evaluate)
    case default
      call fail('call_function', 'neither BASIS nor DIFF_BASIS of function_space_mod')
    end select
  end function call_function

  subroutine compute_basis_function(self, basis, ndf, qp_h, qp_v, x_qp, z_qp)
    class(function_space_type), intent(in) :: self
    integer(i_def), intent(in) :: ndf, qp_h, qp_v
    real(r_def), intent(in) :: x_qp(qp_h, 2), z_qp(qp_v)
    real(r_def), intent(out) :: basis(:, :, :, :)
    integer(i_def) :: df, i, j
    do j = 1, qp_v
      do i = 1, qp_h
        do df = 1, ndf
          call lfric_space_basis(self%get_handle(), 0, df, [x_qp(i, :), z_qp(j)], basis(:, df, i, j))
        end do
      end do
    end do
  end subroutine compute_basis_function

  subroutine compute_diff_basis_function(self, dbasis, ndf, qp_h, qp_v, x_qp, z_qp)
    class(function_space_type), intent(in) :: self
    integer(i_def), intent(in) :: ndf, qp_h, qp_v
    real(r_def), intent(in) :: x_qp(qp_h, 2), z_qp(qp_v)
    real(r_def), intent(out) :: dbasis(:, :, :, :)
    integer(i_def) :: df, i, j
    do j = 1, qp_v
      do i = 1, qp_h
        do df = 1, ndf
          call lfric_space_basis(self%get_handle(), 1, df, [x_qp(i, :), z_qp(j)], dbasis(:, df, i, j))
        end do
      end do
    end do
  end subroutine compute_diff_basis_function

  integer(i_def) function get_last_dof_halo_any(self, depth)
    class(function_space_type), intent(in) :: self
    integer(i_def), intent(in) :: depth
    get_last_dof_halo_any = lfric_space_get_number(self%get_handle(), space_last_halo, depth)
  end function get_last_dof_halo_any

  integer(i_def) function get_last_dof_halo_deepest(self)
    class(function_space_type), intent(in) :: self
    get_last_dof_halo_deepest = self%get_undf()
  end function get_last_dof_halo_deepest

  ! Of every dof held here, from 1.
  subroutine get_global_dof_id(self, global_dof_id)
    class(function_space_type), target, intent(in) :: self
    integer(i_halo_index), allocatable, intent(out) :: global_dof_id(:)
    allocate (global_dof_id(self%get_undf()))
    call lfric_space_global_ids(self%get_handle(), global_dof_id)
  end subroutine get_global_dof_id

  ! Values and messages that one exchange of this depth brings to this rank.
  subroutine get_exchange_traffic(self, depth, values, messages)
    class(function_space_type), intent(in) :: self
    integer(i_def), intent(in) :: depth
    integer(i_halo_index), intent(out) :: values
    integer(i_def), intent(out) :: messages
    call lfric_space_traffic(self%get_handle(), depth, values, messages)
  end subroutine get_exchange_traffic

  function get_stencil_dofmap(self, stencil_shape, stencil_extent) result(map)
    class(function_space_type), intent(inout) :: self
    integer(i_def), intent(in) :: stencil_shape, stencil_extent
    type(stencil_dofmap_type), pointer :: map
    type(stencil_list), pointer :: entry
    entry => self%stencils
    do while (associated(entry))
      map => entry%map
      if (map%matches(stencil_shape, stencil_extent)) return
      entry => entry%next
    end do
    allocate (entry)
    call make_stencil_dofmap(entry%map, self%get_handle(), stencil_shape, stencil_extent, self%get_ndf(), self%get_ncell())
    entry%next => self%stencils
    self%stencils => entry
    map => entry%map
  end function get_stencil_dofmap

  function get_stencil_2D_dofmap(self, stencil_shape, stencil_extent) result(map)
    class(function_space_type), intent(inout) :: self
    integer(i_def), intent(in) :: stencil_shape, stencil_extent
    type(stencil_2D_dofmap_type), pointer :: map
    type(stencil_2D_list), pointer :: entry
    entry => self%stencils_2D
    do while (associated(entry))
      map => entry%map
      if (map%matches(stencil_shape, stencil_extent)) return
      entry => entry%next
    end do
    allocate (entry)
    call make_stencil_2D_dofmap(entry%map, self%get_handle(), stencil_shape, stencil_extent, self%get_ndf(), self%get_ncell())
    entry%next => self%stencils_2D
    self%stencils_2D => entry
    map => entry%map
  end function get_stencil_2D_dofmap

  integer(i_def) function get_ncolours(self)
    class(function_space_type), intent(in) :: self
    get_ncolours = self%mesh%get_ncolours()
  end function get_ncolours

  subroutine get_colours(self, ncolours, ncells_per_colour, colour_map)
    class(function_space_type), intent(in) :: self
    integer(i_def), intent(out) :: ncolours
    integer(i_def), pointer, intent(out) :: ncells_per_colour(:), colour_map(:, :)
    call self%mesh%get_colours(ncolours, ncells_per_colour, colour_map)
  end subroutine get_colours
end module function_space_mod
