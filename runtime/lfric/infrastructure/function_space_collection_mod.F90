! Every function space once. All ranks ask for spaces in the same order.
module function_space_collection_mod
  use constants_mod, only: i_def, l_def
  use function_space_mod, only: function_space_type, make_function_space
  use mesh_mod, only: mesh_type
  implicit none
  private

  type :: space_list
    type(function_space_type), pointer :: space => null()
    type(space_list), pointer :: next => null()
  end type space_list

  type, public :: function_space_collection_type
    private
    type(space_list), pointer :: spaces => null()
  contains
    procedure, public :: get_fs, get_fs_collection_size, clear
  end type function_space_collection_type

  type(function_space_collection_type), public, save :: function_space_collection

contains

  function get_fs(self, mesh, element_order_h, element_order_v, lfric_fs, ndata, ndata_first) result(fs)
    class(function_space_collection_type), intent(inout) :: self
    type(mesh_type), pointer, intent(in) :: mesh
    integer(i_def), intent(in) :: element_order_h, element_order_v, lfric_fs
    integer(i_def), intent(in), optional :: ndata
    logical(l_def), intent(in), optional :: ndata_first
    type(function_space_type), pointer :: fs
    type(space_list), pointer :: entry
    integer(i_def) :: data_count
    logical(l_def) :: data_first

    data_count = 1
    if (present(ndata)) data_count = ndata
    data_first = .false.
    if (present(ndata_first)) data_first = ndata_first
    entry => self%spaces
    do while (associated(entry))
      fs => entry%space
      if (fs%matches(mesh%get_id(), element_order_h, element_order_v, lfric_fs, data_count, data_first)) return
      entry => entry%next
    end do
    allocate (entry)
    allocate (entry%space)
    call make_function_space(entry%space, mesh, element_order_h, element_order_v, lfric_fs, data_count, data_first)
    entry%next => self%spaces
    self%spaces => entry
    fs => entry%space
  end function get_fs

  integer(i_def) function get_fs_collection_size(self)
    class(function_space_collection_type), intent(in) :: self
    type(space_list), pointer :: entry
    get_fs_collection_size = 0
    entry => self%spaces
    do while (associated(entry))
      get_fs_collection_size = get_fs_collection_size + 1
      entry => entry%next
    end do
  end function get_fs_collection_size

  subroutine clear(self)
    class(function_space_collection_type), intent(inout) :: self
    self%spaces => null()
  end subroutine clear
end module function_space_collection_mod
