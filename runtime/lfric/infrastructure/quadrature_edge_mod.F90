! Points on the edges of a cell, each with its own weights.
module quadrature_edge_mod
  use constants_mod, only: i_def, r_def
  use function_space_mod, only: function_space_type
  use quadrature_mod, only: quadrature_type
  use quadrature_rule_mod, only: quadrature_rule_type
  use reference_element_mod, only: reference_element_type
  implicit none
  private

  type, extends(quadrature_type), public :: quadrature_edge_type
    private
    real(r_def), allocatable :: points(:, :, :), weights(:, :)  ! component, point, edge; point, edge
    integer(i_def) :: horizontal = 0, vertical = 0
  contains
    procedure, public :: get_quadrature_proxy, compute_function, quadrature_final
  end type quadrature_edge_type

  type, public :: quadrature_edge_proxy_type
    real(r_def), pointer, public :: weights_xyz(:, :) => null(), points_xyz(:, :, :) => null()
    integer(i_def), public :: np_xyz = 0, nedges = 0, nedges_horizontal = 0, nedges_vertical = 0
  end type quadrature_edge_proxy_type

  interface quadrature_edge_type
    module procedure of_one_count
  end interface quadrature_edge_type

contains

  ! np_1 points along each edge: the eight horizontal ones, the four vertical ones, or all in the element's order.
  function of_one_count(np_1, horizontal_edges, vertical_edges, reference_element, rule) result(self)
    integer(i_def), intent(in) :: np_1
    logical, intent(in) :: horizontal_edges, vertical_edges
    class(reference_element_type), intent(in) :: reference_element
    class(quadrature_rule_type), intent(in) :: rule
    type(quadrature_edge_type) :: self
    real(r_def) :: points(np_1, 2)
    real(r_def), allocatable :: centre(:, :)
    integer(i_def) :: edge, number, count
    logical :: upright

    points = rule%quadrature_rule(np_1)
    call reference_element%get_edge_centre_coordinates(centre)
    self%horizontal = merge(reference_element%get_number_horizontal_edges(), 0, horizontal_edges)
    self%vertical = merge(reference_element%get_number_vertical_edges(), 0, vertical_edges)
    count = self%horizontal + self%vertical
    allocate (self%points(3, np_1, count), self%weights(np_1, count))
    number = 0
    do edge = 1, reference_element%get_number_edges()
      ! The centre of an edge is half way in the direction it runs.
      upright = abs(centre(edge, 3) - 0.5_r_def) < 0.25_r_def
      if (.not. merge(vertical_edges, horizontal_edges, upright)) cycle
      number = number + 1
      self%points(:, :, number) = spread(centre(edge, :), 2, np_1)
      where (spread(abs(centre(edge, :) - 0.5_r_def) < 0.25_r_def, 2, np_1)) self%points(:, :, number) = spread(points(:, 1), 1, 3)
      self%weights(:, number) = points(:, 2)
    end do
  end function of_one_count

  function get_quadrature_proxy(self) result(proxy)
    class(quadrature_edge_type), target, intent(in) :: self
    type(quadrature_edge_proxy_type) :: proxy
    proxy%weights_xyz => self%weights
    proxy%points_xyz => self%points
    proxy%np_xyz = size(self%weights, 1)
    proxy%nedges = size(self%weights, 2)
    proxy%nedges_horizontal = self%horizontal
    proxy%nedges_vertical = self%vertical
  end function get_quadrature_proxy

  ! BASIS or DIFF_BASIS of every dof at every point of every edge.
  subroutine compute_function(self, function_to_call, function_space, fspace_dim, ndf, basis)
    class(quadrature_edge_type), intent(in) :: self
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
    class(quadrature_edge_type), intent(inout) :: self
    if (allocated(self%points)) deallocate (self%points, self%weights)
  end subroutine quadrature_final
end module quadrature_edge_mod
