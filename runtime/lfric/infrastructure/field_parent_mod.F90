! What fields of all value types share.
module field_parent_mod
  use, intrinsic :: iso_c_binding, only: c_ptr, c_null_ptr, c_associated
  use constants_mod, only: i_def, l_def, str_def
  use function_space_mod, only: function_space_type
  use lfric_core_mod
  use lfric_mpi_mod, only: lfric_mpi_type, global_mpi
  use mesh_mod, only: mesh_type
  implicit none
  private

  character(4), parameter, public :: name_none = 'none'

  type, abstract, public :: field_parent_type
    private
    type(c_ptr) :: handle = c_null_ptr
    type(function_space_type), pointer :: vspace => null()
    character(str_def) :: name = name_none
  contains
    procedure, public :: set_up, get_handle, field_parent_final, field_parent_proxy_initialiser
    procedure, public :: which_function_space, get_function_space, get_mesh, get_mesh_id
    procedure, public :: get_element_order_h, get_element_order_v, get_name, get_field_halo_depth, is_initialised
  end type field_parent_type

  type, abstract, public :: field_parent_proxy_type
    type(c_ptr), public :: handle = c_null_ptr
    type(function_space_type), pointer, public :: vspace => null()
  contains
    procedure, public :: get_field_proxy_halo_depth, get_mpi
    procedure(ask), public, deferred :: is_dirty
    procedure(act), public, deferred :: set_dirty
    procedure(act_to_depth), public, deferred :: set_clean
    procedure(exchange), public, deferred :: halo_exchange
  end type field_parent_proxy_type

  abstract interface
    function ask(self, depth) result(dirtiness)
      import :: field_parent_proxy_type, i_def, l_def
      class(field_parent_proxy_type), intent(in) :: self
      integer(i_def), intent(in) :: depth
      logical(l_def) :: dirtiness
    end function ask
    subroutine act(self)
      import :: field_parent_proxy_type
      class(field_parent_proxy_type), intent(inout) :: self
    end subroutine act
    subroutine act_to_depth(self, depth)
      import :: field_parent_proxy_type, i_def
      class(field_parent_proxy_type), intent(inout) :: self
      integer(i_def), intent(in) :: depth
    end subroutine act_to_depth
    subroutine exchange(self, depth)
      import :: field_parent_proxy_type, i_def
      class(field_parent_proxy_type), target, intent(inout) :: self
      integer(i_def), intent(in) :: depth
    end subroutine exchange
  end interface

contains

  subroutine set_up(self, vspace, handle, name)
    class(field_parent_type), intent(inout) :: self
    type(function_space_type), pointer, intent(in) :: vspace
    type(c_ptr), intent(in) :: handle
    character(*), intent(in) :: name
    self%vspace => vspace
    self%handle = handle
    self%name = name
  end subroutine set_up

  function get_handle(self) result(handle)
    class(field_parent_type), intent(in) :: self
    type(c_ptr) :: handle
    if (.not. c_associated(self%handle)) &
        call fail('field_type', 'the field is not initialised; call its initialise with a function space first', self%name)
    handle = self%handle
  end function get_handle

  subroutine field_parent_final(self)
    class(field_parent_type), intent(inout) :: self
    if (c_associated(self%handle)) call lfric_field_free(self%handle)
    self%handle = c_null_ptr
    self%vspace => null()
  end subroutine field_parent_final

  subroutine field_parent_proxy_initialiser(self, field_proxy)
    class(field_parent_type), target, intent(in) :: self
    class(field_parent_proxy_type), intent(inout) :: field_proxy
    field_proxy%handle = self%get_handle()
    field_proxy%vspace => self%vspace
  end subroutine field_parent_proxy_initialiser

  function get_function_space(self) result(vspace)
    class(field_parent_type), target, intent(in) :: self
    type(function_space_type), pointer :: vspace
    vspace => null()
    if (c_associated(self%get_handle())) vspace => self%vspace
  end function get_function_space

  integer(i_def) function which_function_space(self)
    class(field_parent_type), intent(in) :: self
    type(function_space_type), pointer :: vspace
    vspace => self%get_function_space()
    which_function_space = vspace%which()
  end function which_function_space

  function get_mesh(self) result(mesh)
    class(field_parent_type), intent(in) :: self
    type(mesh_type), pointer :: mesh
    type(function_space_type), pointer :: vspace
    vspace => self%get_function_space()
    mesh => vspace%get_mesh()
  end function get_mesh

  integer(i_def) function get_mesh_id(self)
    class(field_parent_type), intent(in) :: self
    type(mesh_type), pointer :: mesh
    mesh => self%get_mesh()
    get_mesh_id = mesh%get_id()
  end function get_mesh_id

  integer(i_def) function get_element_order_h(self)
    class(field_parent_type), intent(in) :: self
    type(function_space_type), pointer :: vspace
    vspace => self%get_function_space()
    get_element_order_h = vspace%get_element_order_h()
  end function get_element_order_h

  integer(i_def) function get_element_order_v(self)
    class(field_parent_type), intent(in) :: self
    type(function_space_type), pointer :: vspace
    vspace => self%get_function_space()
    get_element_order_v = vspace%get_element_order_v()
  end function get_element_order_v

  function get_name(self) result(name)
    class(field_parent_type), intent(in) :: self
    character(str_def) :: name
    name = self%name
  end function get_name

  integer(i_def) function get_field_halo_depth(self)
    class(field_parent_type), intent(in) :: self
    get_field_halo_depth = lfric_field_depth(self%get_handle())
  end function get_field_halo_depth

  logical(l_def) function is_initialised(self)
    class(field_parent_type), intent(in) :: self
    is_initialised = c_associated(self%handle)
  end function is_initialised

  integer(i_def) function get_field_proxy_halo_depth(self)
    class(field_parent_proxy_type), intent(in) :: self
    get_field_proxy_halo_depth = lfric_field_depth(self%handle)
  end function get_field_proxy_halo_depth

  function get_mpi(self) result(mpi)
    class(field_parent_proxy_type), intent(in) :: self
    type(lfric_mpi_type) :: mpi
    mpi = global_mpi
    if (.false.) print *, c_associated(self%handle)
  end function get_mpi
end module field_parent_mod
