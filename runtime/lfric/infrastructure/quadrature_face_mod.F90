! Points on the faces of a cell, each with its own weights.
module quadrature_face_mod
  use constants_mod, only: i_def, r_def
  use function_space_mod, only: function_space_type
  use quadrature_mod, only: quadrature_type
  use quadrature_rule_mod, only: quadrature_rule_type
  use reference_element_mod, only: reference_element_type
  implicit none
  private

  type, extends(quadrature_type), public :: quadrature_face_type
    private
    real(r_def), allocatable :: points(:, :, :), weights(:, :)  ! component, point, face; point, face
    integer(i_def) :: horizontal = 0, vertical = 0
  contains
    procedure, public :: get_quadrature_proxy, compute_function, quadrature_final
  end type quadrature_face_type

  type, public :: quadrature_face_proxy_type
    real(r_def), pointer, public :: weights_xyz(:, :) => null(), points_xyz(:, :, :) => null()
    integer(i_def), public :: np_xyz = 0, nfaces = 0, nfaces_horizontal = 0, nfaces_vertical = 0
  end type quadrature_face_proxy_type

  interface quadrature_face_type
    module procedure of_two_counts, of_one_count
  end interface quadrature_face_type

contains

  ! np_1 and np_2 points along the two directions of each face; horizontal faces are west, south, east and north.
  function of_two_counts(np_1, np_2, horizontal_faces, vertical_faces, reference_element, rule) result(self)
    integer(i_def), intent(in) :: np_1, np_2
    logical, intent(in) :: horizontal_faces, vertical_faces
    class(reference_element_type), intent(in) :: reference_element
    class(quadrature_rule_type), intent(in) :: rule
    type(quadrature_face_type) :: self
    real(r_def) :: first(np_1, 2), second(np_2, 2)
    real(r_def), allocatable :: centre(:, :), normal(:, :)
    integer(i_def) :: face, number, i, j, point, along(2), from, to

    first = rule%quadrature_rule(np_1)
    second = rule%quadrature_rule(np_2)
    call reference_element%get_face_centre_coordinates(centre)
    call reference_element%get_normals_to_faces(normal)
    from = merge(1, reference_element%get_number_horizontal_faces() + 1, horizontal_faces)
    to = merge(reference_element%get_number_faces(), reference_element%get_number_horizontal_faces(), vertical_faces)
    allocate (self%points(3, np_1*np_2, to - from + 1), self%weights(np_1*np_2, to - from + 1))
    do face = from, to
      number = face - from + 1
      ! The directions in the face: those its normal has no part in.
      along = pack([1, 2, 3], abs(normal(:, face)) < 0.5_r_def)
      do i = 1, np_1
        do j = 1, np_2
          point = (i - 1)*np_2 + j
          self%points(:, point, number) = centre(face, :)
          self%points(along(1), point, number) = first(i, 1)
          self%points(along(2), point, number) = second(j, 1)
          self%weights(point, number) = first(i, 2)*second(j, 2)
        end do
      end do
    end do
    self%horizontal = merge(reference_element%get_number_horizontal_faces(), 0, horizontal_faces)
    self%vertical = merge(reference_element%get_number_vertical_faces(), 0, vertical_faces)
  end function of_two_counts

  function of_one_count(np, horizontal_faces, vertical_faces, reference_element, rule) result(self)
    integer(i_def), intent(in) :: np
    logical, intent(in) :: horizontal_faces, vertical_faces
    class(reference_element_type), intent(in) :: reference_element
    class(quadrature_rule_type), intent(in) :: rule
    type(quadrature_face_type) :: self
    self = of_two_counts(np, np, horizontal_faces, vertical_faces, reference_element, rule)
  end function of_one_count

  function get_quadrature_proxy(self) result(proxy)
    class(quadrature_face_type), target, intent(in) :: self
    type(quadrature_face_proxy_type) :: proxy
    proxy%weights_xyz => self%weights
    proxy%points_xyz => self%points
    proxy%np_xyz = size(self%weights, 1)
    proxy%nfaces = size(self%weights, 2)
    proxy%nfaces_horizontal = self%horizontal
    proxy%nfaces_vertical = self%vertical
  end function get_quadrature_proxy

  ! BASIS or DIFF_BASIS of every dof at every point of every face.
  subroutine compute_function(self, function_to_call, function_space, fspace_dim, ndf, basis)
    class(quadrature_face_type), intent(in) :: self
    integer(i_def), intent(in) :: function_to_call, fspace_dim, ndf
    type(function_space_type), intent(in) :: function_space
    real(r_def), intent(out) :: basis(fspace_dim, ndf, size(self%weights, 1), size(self%weights, 2))
    integer(i_def) :: df, i, k
    do k = 1, size(self%weights, 2)
      do i = 1, size(self%weights, 1)
        do df = 1, ndf
          basis(:, df, i, k) = function_space%call_function(function_to_call, df, self%points(:, i, k))
        end do
      end do
    end do
  end subroutine compute_function

  subroutine quadrature_final(self)
    class(quadrature_face_type), intent(inout) :: self
    if (allocated(self%points)) deallocate (self%points, self%weights)
  end subroutine quadrature_final
end module quadrature_face_mod
