! The unit cube that every cell is mapped from: its faces, edges and vertices, and the normals of its faces.
module reference_element_mod
  use constants_mod, only: i_def, r_def
  implicit none
  private

  ! Faces; then edges below, upright and above; then vertices below and above.
  integer(i_def), parameter, public :: W = 1, S = 2, E = 3, N = 4, B = 5, T = 6
  integer(i_def), parameter, public :: WB = 1, SB = 2, EB = 3, NB = 4, SW = 5, SE = 6, NE = 7, NW = 8
  integer(i_def), parameter, public :: WT = 9, ST = 10, ET = 11, NT = 12
  integer(i_def), parameter, public :: SWB = 1, SEB = 2, NEB = 3, NWB = 4, SWT = 5, SET = 6, NET = 7, NWT = 8

  real(r_def), parameter :: vertices(3, 8) = reshape(real([0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0, &
      0, 0, 1, 1, 0, 1, 1, 1, 1, 0, 1, 1], r_def), [3, 8])
  real(r_def), parameter :: half = 0.5_r_def
  real(r_def), parameter :: faces(3, 6) = reshape([0.0_r_def, half, half, half, 0.0_r_def, half, 1.0_r_def, half, half, &
      half, 1.0_r_def, half, half, half, 0.0_r_def, half, half, 1.0_r_def], [3, 6])
  ! Normals point along +x, -y and +z; outward normals out of the cell.
  real(r_def), parameter :: normals(3, 6) = reshape(real([1, 0, 0, 0, -1, 0, 1, 0, 0, 0, -1, 0, 0, 0, 1, 0, 0, 1], r_def), [3, 6])
  real(r_def), parameter :: outward(3, 6) = reshape(real([-1, 0, 0, 0, -1, 0, 1, 0, 0, 0, 1, 0, 0, 0, -1, 0, 0, 1], r_def), [3, 6])
  integer(i_def), parameter :: ends(2, 12) = reshape([NWB, SWB, SWB, SEB, SEB, NEB, NEB, NWB, SWB, SWT, SEB, SET, NEB, NET, &
      NWB, NWT, NWT, SWT, SWT, SET, SET, NET, NET, NWT], [2, 12])

  type, abstract, public :: reference_element_type
    private
  contains
    private
    procedure, public :: get_number_2d_vertices, get_number_2d_edges
    procedure, public :: get_number_vertices, get_number_edges, get_number_faces
    procedure, public :: get_number_horizontal_edges, get_number_vertical_edges
    procedure, public :: get_number_horizontal_faces, get_number_vertical_faces, get_number_verts_per_edge
    procedure, public :: get_vertex, get_vertex_coordinates, get_edge_centre_coordinates
    procedure, public :: get_face_centre_coordinates, get_volume_centre_coordinates
    procedure, public :: get_normal_to_face, get_normals_to_faces
    procedure, public :: get_normals_to_horizontal_faces, get_normals_to_vertical_faces
    procedure, public :: get_outward_normal_to_face, get_outward_normals_to_faces
    procedure, public :: get_outward_normals_to_horizontal_faces, get_outward_normals_to_vertical_faces
  end type reference_element_type

  type, extends(reference_element_type), public :: reference_cube_type
    private
  end type reference_cube_type

contains

#define COUNT_OF(name, value) \
  pure integer(i_def) function name(this); \
    class(reference_element_type), intent(in) :: this; \
    name = value; \
  end function

  COUNT_OF(get_number_2d_vertices, 4)
  COUNT_OF(get_number_2d_edges, 4)
  COUNT_OF(get_number_vertices, 8)
  COUNT_OF(get_number_edges, 12)
  COUNT_OF(get_number_faces, 6)
  COUNT_OF(get_number_horizontal_edges, 8)
  COUNT_OF(get_number_vertical_edges, 4)
  COUNT_OF(get_number_horizontal_faces, 4)
  COUNT_OF(get_number_vertical_faces, 2)
  COUNT_OF(get_number_verts_per_edge, 2)

#define VECTOR_OF(name, number, table) \
  function name(this, number) result(values); \
    class(reference_element_type), intent(in) :: this; \
    integer(i_def), intent(in) :: number; \
    real(r_def) :: values(3); \
    values = table(:, number); \
  end function

  VECTOR_OF(get_vertex, vertex_id, vertices)
  VECTOR_OF(get_normal_to_face, face_id, normals)
  VECTOR_OF(get_outward_normal_to_face, face_id, outward)

  ! Tables come back as the caller's allocatable array: components first for normals, entities first for coordinates.
#define TABLE_OF(name, values) \
  subroutine name(this, table); \
    class(reference_element_type), intent(in) :: this; \
    real(r_def), allocatable, intent(out) :: table(:, :); \
    table = values; \
  end subroutine

  TABLE_OF(get_vertex_coordinates, transpose(vertices))
  TABLE_OF(get_face_centre_coordinates, transpose(faces))
  TABLE_OF(get_normals_to_faces, normals)
  TABLE_OF(get_normals_to_horizontal_faces, normals(:, 1:4))
  TABLE_OF(get_normals_to_vertical_faces, normals(:, 5:6))
  TABLE_OF(get_outward_normals_to_faces, outward)
  TABLE_OF(get_outward_normals_to_horizontal_faces, outward(:, 1:4))
  TABLE_OF(get_outward_normals_to_vertical_faces, outward(:, 5:6))
  TABLE_OF(get_edge_centre_coordinates, transpose(half*(vertices(:, ends(1, :)) + vertices(:, ends(2, :)))))
  TABLE_OF(get_volume_centre_coordinates, reshape([half, half, half], [1, 3]))
end module reference_element_mod
