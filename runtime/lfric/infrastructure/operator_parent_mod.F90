! What operators of all kinds share: the spaces they lead from and to.
module operator_parent_mod
  use constants_mod, only: i_def, l_def
  use function_space_mod, only: function_space_type
  use lfric_core_mod, only: fail
  use mesh_mod, only: mesh_type
  implicit none
  private

  type, abstract, public :: operator_parent_type
    private
    type(function_space_type), pointer :: fs_from => null(), fs_to => null()
  contains
    procedure, public :: operator_parent_initialiser, operator_parent_proxy_initialiser
    procedure, public :: get_fs_from, get_fs_to, which_fs_from, which_fs_to, get_mesh, is_initialised
  end type operator_parent_type

  type, abstract, public :: operator_parent_proxy_type
    type(function_space_type), pointer, public :: fs_to => null(), fs_from => null()
  end type operator_parent_proxy_type

contains

  subroutine operator_parent_initialiser(self, fs_to, fs_from)
    class(operator_parent_type), target, intent(inout) :: self
    class(function_space_type), target, intent(in) :: fs_to, fs_from
    if (fs_to%get_mesh_id() /= fs_from%get_mesh_id()) &
        call fail('initialise of an operator', 'its spaces are on different meshes; take both from one mesh')
    select type (fs_to)
    type is (function_space_type)
      self%fs_to => fs_to
    end select
    select type (fs_from)
    type is (function_space_type)
      self%fs_from => fs_from
    end select
  end subroutine operator_parent_initialiser

  subroutine operator_parent_proxy_initialiser(self, operator_proxy)
    class(operator_parent_type), target, intent(in) :: self
    class(operator_parent_proxy_type), intent(inout) :: operator_proxy
    operator_proxy%fs_to => self%get_fs_to()
    operator_proxy%fs_from => self%get_fs_from()
  end subroutine operator_parent_proxy_initialiser

  function get_fs_from(self) result(fs)
    class(operator_parent_type), intent(in) :: self
    type(function_space_type), pointer :: fs
    call must_be_initialised(self)
    fs => self%fs_from
  end function get_fs_from

  function get_fs_to(self) result(fs)
    class(operator_parent_type), intent(in) :: self
    type(function_space_type), pointer :: fs
    call must_be_initialised(self)
    fs => self%fs_to
  end function get_fs_to

  integer(i_def) function which_fs_from(self)
    class(operator_parent_type), intent(in) :: self
    call must_be_initialised(self)
    which_fs_from = self%fs_from%which()
  end function which_fs_from

  integer(i_def) function which_fs_to(self)
    class(operator_parent_type), intent(in) :: self
    call must_be_initialised(self)
    which_fs_to = self%fs_to%which()
  end function which_fs_to

  function get_mesh(self) result(mesh)
    class(operator_parent_type), intent(in) :: self
    type(mesh_type), pointer :: mesh
    call must_be_initialised(self)
    mesh => self%fs_from%get_mesh()
  end function get_mesh

  logical(l_def) function is_initialised(self)
    class(operator_parent_type), intent(in) :: self
    is_initialised = associated(self%fs_from)
  end function is_initialised

  subroutine must_be_initialised(self)
    class(operator_parent_type), intent(in) :: self
    if (.not. associated(self%fs_from)) &
        call fail('operator_type', 'the operator is not initialised; call its initialise with two function spaces first')
  end subroutine must_be_initialised
end module operator_parent_mod
