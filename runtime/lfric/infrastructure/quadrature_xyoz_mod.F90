! Points of a cell: all horizontal points at each of the vertical ones, with weights apart.
module quadrature_xyoz_mod
  use constants_mod, only: i_def, r_def
  use function_space_mod, only: function_space_type
  use quadrature_mod, only: quadrature_type
  use quadrature_rule_mod, only: quadrature_rule_type
  implicit none
  private

  type, extends(quadrature_type), public :: quadrature_xyoz_type
    private
    real(r_def), allocatable :: points_xy(:, :), weights_xy(:), points_z(:), weights_z(:)
  contains
    procedure, public :: get_quadrature_proxy, compute_function, quadrature_final
  end type quadrature_xyoz_type

  type, public :: quadrature_xyoz_proxy_type
    real(r_def), pointer, public :: weights_xy(:) => null(), weights_z(:) => null()
    real(r_def), pointer, public :: points_xy(:, :) => null(), points_z(:) => null()
    integer(i_def), public :: np_xy = 0, np_z = 0
  end type quadrature_xyoz_proxy_type

  interface quadrature_xyoz_type
    module procedure of_three_counts, of_one_count
  end interface quadrature_xyoz_type

contains

  function of_three_counts(np_x, np_y, np_z, rule) result(self)
    integer(i_def), intent(in) :: np_x, np_y, np_z
    class(quadrature_rule_type), intent(in) :: rule
    type(quadrature_xyoz_type) :: self
    real(r_def) :: x(np_x, 2), y(np_y, 2), z(np_z, 2)
    integer(i_def) :: i, j
    x = rule%quadrature_rule(np_x)
    y = rule%quadrature_rule(np_y)
    z = rule%quadrature_rule(np_z)
    allocate (self%points_xy(np_x*np_y, 2), self%weights_xy(np_x*np_y))
    do i = 1, np_x
      do j = 1, np_y
        self%points_xy((i - 1)*np_y + j, :) = [x(i, 1), y(j, 1)]
        self%weights_xy((i - 1)*np_y + j) = x(i, 2)*y(j, 2)
      end do
    end do
    self%points_z = z(:, 1)
    self%weights_z = z(:, 2)
  end function of_three_counts

  function of_one_count(np, rule) result(self)
    integer(i_def), intent(in) :: np
    class(quadrature_rule_type), intent(in) :: rule
    type(quadrature_xyoz_type) :: self
    self = of_three_counts(np, np, np, rule)
  end function of_one_count

  function get_quadrature_proxy(self) result(proxy)
    class(quadrature_xyoz_type), target, intent(in) :: self
    type(quadrature_xyoz_proxy_type) :: proxy
    proxy%weights_xy => self%weights_xy
    proxy%weights_z => self%weights_z
    proxy%points_xy => self%points_xy
    proxy%points_z => self%points_z
    proxy%np_xy = size(self%weights_xy)
    proxy%np_z = size(self%weights_z)
  end function get_quadrature_proxy

  ! BASIS or DIFF_BASIS of every dof at every point.
  subroutine compute_function(self, function_to_call, function_space, fspace_dim, ndf, basis)
    class(quadrature_xyoz_type), intent(in) :: self
    integer(i_def), intent(in) :: function_to_call, fspace_dim, ndf
    type(function_space_type), intent(in) :: function_space
    real(r_def), intent(out) :: basis(fspace_dim, ndf, size(self%weights_xy), size(self%weights_z))
    integer(i_def) :: df, i, k
    do k = 1, size(self%weights_z)
      do i = 1, size(self%weights_xy)
        do df = 1, ndf
          basis(:, df, i, k) = function_space%call_function(function_to_call, df, [self%points_xy(i, :), self%points_z(k)])
        end do
      end do
    end do
  end subroutine compute_function

  subroutine quadrature_final(self)
    class(quadrature_xyoz_type), intent(inout) :: self
    if (allocated(self%points_xy)) deallocate (self%points_xy, self%weights_xy, self%points_z, self%weights_z)
  end subroutine quadrature_final
end module quadrature_xyoz_mod
