!> What the algorithms of this folder share: fields and matrices on a mesh, filled with small whole numbers that belong to
!> the dof, so that sums are exact in any order and results are the same on any number of ranks.
module support_mod
  use constants_mod,                 only: i_def, r_def
  use field_int32_mod,               only: field_int32_type, field_int32_proxy_type
  use field_real32_mod,              only: field_real32_type, field_real32_proxy_type
  use field_real64_mod,              only: field_real64_type, field_real64_proxy_type
  use function_space_collection_mod, only: function_space_collection
  use function_space_mod,            only: function_space_type
  use mesh_mod,                      only: mesh_type
  use operator_real32_mod,           only: operator_real32_type
  use operator_real64_mod,           only: operator_real64_type
  use quadrature_edge_mod,           only: quadrature_edge_type
  use quadrature_face_mod,           only: quadrature_face_type
  use quadrature_rule_gaussian_mod,  only: quadrature_rule_gaussian_type
  use quadrature_xyoz_mod,           only: quadrature_xyoz_type
  use reference_element_mod,         only: reference_element_type
  use, intrinsic :: iso_fortran_env, only: int32, int64, real32, real64
  implicit none
  private

  public :: make, make_matrix, make_inside, make_faces, make_edges

  !> Makes a field, or each component of a vector, on a space of lowest order, and fills it: owned and annexed dofs.
  interface make
    module procedure make_real64, make_real32, make_int32, make_real64_vector
  end interface make

  interface make_matrix
    module procedure make_matrix_real64, make_matrix_real32
  end interface make_matrix

contains

  function values_of(space) result(values)
    type(function_space_type), intent(in) :: space
    integer(int64), allocatable :: ids(:)
    integer(int32), allocatable :: values(:)

    call space%get_global_dof_id(ids)
    values = int(modulo(37_int64*ids + 5_int64, 11_int64) + 1_int64, int32)
    values = values(:space%get_last_dof_annexed())
  end function values_of

  subroutine make_real64(field, mesh, continuity, name)
    type(field_real64_type), intent(inout) :: field
    type(mesh_type), pointer, intent(in)   :: mesh
    integer(i_def), intent(in)             :: continuity
    character(len=*), intent(in)           :: name
    type(field_real64_proxy_type)          :: proxy
    integer(int32), allocatable            :: values(:)

    call field%initialise(function_space_collection%get_fs(mesh, 0, 0, continuity), name=name)
    proxy = field%get_proxy()
    values = values_of(proxy%vspace)
    proxy%data(:size(values)) = real(values, real64)
    call proxy%set_dirty()
  end subroutine make_real64

  subroutine make_real32(field, mesh, continuity, name)
    type(field_real32_type), intent(inout) :: field
    type(mesh_type), pointer, intent(in)   :: mesh
    integer(i_def), intent(in)             :: continuity
    character(len=*), intent(in)           :: name
    type(field_real32_proxy_type)          :: proxy
    integer(int32), allocatable            :: values(:)

    call field%initialise(function_space_collection%get_fs(mesh, 0, 0, continuity), name=name)
    proxy = field%get_proxy()
    values = values_of(proxy%vspace)
    proxy%data(:size(values)) = real(values, real32)
    call proxy%set_dirty()
  end subroutine make_real32

  subroutine make_int32(field, mesh, continuity, name)
    type(field_int32_type), intent(inout) :: field
    type(mesh_type), pointer, intent(in)  :: mesh
    integer(i_def), intent(in)            :: continuity
    character(len=*), intent(in)          :: name
    type(field_int32_proxy_type)          :: proxy
    integer(int32), allocatable           :: values(:)

    call field%initialise(function_space_collection%get_fs(mesh, 0, 0, continuity), name=name)
    proxy = field%get_proxy()
    values = values_of(proxy%vspace)
    proxy%data(:size(values)) = values
    call proxy%set_dirty()
  end subroutine make_int32

  subroutine make_real64_vector(fields, mesh, continuity, name)
    type(field_real64_type), intent(inout) :: fields(:)
    type(mesh_type), pointer, intent(in)   :: mesh
    integer(i_def), intent(in)             :: continuity
    character(len=*), intent(in)           :: name
    integer                                :: component
    character(len=4)                       :: number

    do component = 1, size(fields)
      write (number, '("(", i0, ")")') component
      call make_real64(fields(component), mesh, continuity, name//trim(number))
    end do
  end subroutine make_real64_vector

  subroutine make_matrix_real64(matrix, mesh, to, from)
    type(operator_real64_type), intent(inout) :: matrix
    type(mesh_type), pointer, intent(in)      :: mesh
    integer(i_def), intent(in)                :: to, from

    call matrix%initialise(function_space_collection%get_fs(mesh, 0, 0, to), &
                           function_space_collection%get_fs(mesh, 0, 0, from))
  end subroutine make_matrix_real64

  subroutine make_matrix_real32(matrix, mesh, to, from)
    type(operator_real32_type), intent(inout) :: matrix
    type(mesh_type), pointer, intent(in)      :: mesh
    integer(i_def), intent(in)                :: to, from

    call matrix%initialise(function_space_collection%get_fs(mesh, 0, 0, to), &
                           function_space_collection%get_fs(mesh, 0, 0, from))
  end subroutine make_matrix_real32

  function make_inside(points) result(inside)
    integer(i_def), intent(in)          :: points
    type(quadrature_xyoz_type)          :: inside
    type(quadrature_rule_gaussian_type) :: rule

    inside = quadrature_xyoz_type(points, rule)
  end function make_inside

  function make_faces(mesh) result(faces)
    type(mesh_type), pointer, intent(in)   :: mesh
    type(quadrature_face_type)             :: faces
    type(quadrature_rule_gaussian_type)    :: rule
    class(reference_element_type), pointer :: element

    element => mesh%get_reference_element()
    faces = quadrature_face_type(2, .true., .false., element, rule)
  end function make_faces

  function make_edges(mesh) result(edges)
    type(mesh_type), pointer, intent(in)   :: mesh
    type(quadrature_edge_type)             :: edges
    type(quadrature_rule_gaussian_type)    :: rule
    class(reference_element_type), pointer :: element

    element => mesh%get_reference_element()
    edges = quadrature_edge_type(2, .true., .false., element, rule)
  end function make_edges

end module support_mod
