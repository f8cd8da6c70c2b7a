! Banded matrices that couple the dofs of one vertical column.
!
! Row i of a column's matrix has entries from column (alpha i - gamma_m)/beta to (alpha i + gamma_p)/beta. Both spaces
! share no dof between neighbouring cell columns, so matrices are never exchanged.
module columnwise_operator_mod
  use constants_mod, only: i_def, r_solver
  use function_space_mod, only: function_space_type
  use lfric_core_mod, only: fail
  use operator_parent_mod, only: operator_parent_type, operator_parent_proxy_type
  implicit none
  private

  type, extends(operator_parent_type), public :: columnwise_operator_type
    private
    integer(i_def) :: nrow = 0, ncol = 0, bandwidth = 0, alpha = 0, beta = 0, gamma_m = 0, gamma_p = 0
    real(r_solver), allocatable :: matrix(:, :, :)
    integer(i_def), allocatable :: banded_to(:, :), banded_from(:, :), indirection_to(:), indirection_from(:)
  contains
    procedure, private :: initialise_assembled, initialise_custom
    generic, public :: initialise => initialise_assembled, initialise_custom
    procedure, public :: get_proxy, get_alpha, get_beta, get_gamma_m, get_gamma_p
    procedure, public :: columnwise_operator_product, columnwise_operator_sum
  end type columnwise_operator_type

  type, extends(operator_parent_proxy_type), public :: columnwise_operator_proxy_type
    integer(i_def), public :: nrow = 0, ncol = 0, bandwidth = 0, alpha = 0, beta = 0, gamma_m = 0, gamma_p = 0
    real(r_solver), pointer, contiguous, public :: columnwise_matrix(:, :, :) => null()
    integer(i_def), pointer, contiguous, public :: column_banded_dofmap_to(:, :) => null(), column_banded_dofmap_from(:, :) => null()
    integer(i_def), pointer, contiguous, public :: indirection_dofmap_to(:) => null(), indirection_dofmap_from(:) => null()
  end type columnwise_operator_proxy_type

contains

  ! The band that assembling a local operator of the same spaces fills.
  subroutine initialise_assembled(self, fs_to, fs_from)
    class(columnwise_operator_type), target, intent(inout) :: self
    class(function_space_type), target, intent(in) :: fs_to, fs_from
    integer(i_def) :: step_to, step_from
    step_to = fs_to%get_ndof_interior() + fs_to%get_ndof_face_v()
    step_from = fs_from%get_ndof_interior() + fs_from%get_ndof_face_v()
    ! A layer starts step_to rows and step_from columns above the one below, and has get_ndf() of both.
    call self%initialise_custom(fs_to, fs_from, step_from, step_to, step_to*(fs_from%get_ndf() - 1), &
                                step_from*(fs_to%get_ndf() - 1))
  end subroutine initialise_assembled

  subroutine initialise_custom(self, fs_to, fs_from, alpha, beta, gamma_m, gamma_p)
    class(columnwise_operator_type), target, intent(inout) :: self
    class(function_space_type), target, intent(in) :: fs_to, fs_from
    integer(i_def), intent(in) :: alpha, beta, gamma_m, gamma_p
    integer(i_def) :: divisor

    call self%operator_parent_initialiser(fs_to, fs_from)
    divisor = common_divisor(alpha, beta)
    self%alpha = alpha/divisor
    self%beta = beta/divisor
    ! Rounded up: a band may be wider than its entries, not narrower.
    self%gamma_m = (gamma_m + divisor - 1)/divisor
    self%gamma_p = (gamma_p + divisor - 1)/divisor
    self%bandwidth = (self%gamma_m + self%gamma_p + self%beta - 1)/self%beta + 1
    call number_column(fs_to, self%banded_to, self%indirection_to)
    call number_column(fs_from, self%banded_from, self%indirection_from)
    self%nrow = size(self%indirection_to)
    self%ncol = size(self%indirection_from)
    if (allocated(self%matrix)) deallocate (self%matrix)
    allocate (self%matrix(self%bandwidth, self%nrow, fs_from%get_ncell()))
    self%matrix = 0.0_r_solver
  end subroutine initialise_custom

  ! The dofs of a column layer after layer, which is what makes matrices banded; and, for each, its place in the field.
  subroutine number_column(fs, banded, indirection)
    class(function_space_type), intent(in) :: fs
    integer(i_def), allocatable, intent(out) :: banded(:, :), indirection(:)
    integer(i_def), pointer :: map(:, :)
    integer(i_def) :: df, k, step
    if (fs%get_ndof_face_h() > 0 .or. fs%get_ndof_interior() + 2*fs%get_ndof_face_v() /= fs%get_ndf()) &
        call fail('initialise of a columnwise operator', 'a space with dofs shared by neighbouring columns; use a horizontally '// &
                  'discontinuous one such as W3, Wtheta or W2V')
    map => fs%get_whole_dofmap()
    step = fs%get_ndof_interior() + fs%get_ndof_face_v()
    allocate (banded(fs%get_ndf(), fs%get_nlayers()))
    allocate (indirection(step*fs%get_nlayers() + fs%get_ndof_face_v()))
    do k = 1, fs%get_nlayers()
      do df = 1, fs%get_ndf()
        banded(df, k) = (k - 1)*step + df
        indirection(banded(df, k)) = map(df, 1) - minval(map(:, 1)) + k
      end do
    end do
  end subroutine number_column

  pure recursive integer(i_def) function common_divisor(a, b) result(divisor)
    integer(i_def), intent(in) :: a, b
    if (b == 0) then
      divisor = max(a, 1)
    else
      divisor = common_divisor(b, modulo(a, b))
    end if
  end function common_divisor

  function get_proxy(self) result(proxy)
    class(columnwise_operator_type), target, intent(in) :: self
    type(columnwise_operator_proxy_type) :: proxy
    call self%operator_parent_proxy_initialiser(proxy)
    proxy%nrow = self%nrow
    proxy%ncol = self%ncol
    proxy%bandwidth = self%bandwidth
    proxy%alpha = self%alpha
    proxy%beta = self%beta
    proxy%gamma_m = self%gamma_m
    proxy%gamma_p = self%gamma_p
    proxy%columnwise_matrix => self%matrix
    proxy%column_banded_dofmap_to => self%banded_to
    proxy%column_banded_dofmap_from => self%banded_from
    proxy%indirection_dofmap_to => self%indirection_to
    proxy%indirection_dofmap_from => self%indirection_from
  end function get_proxy

  integer(i_def) function get_alpha(self)
    class(columnwise_operator_type), intent(in) :: self
    get_alpha = self%alpha
  end function get_alpha

  integer(i_def) function get_beta(self)
    class(columnwise_operator_type), intent(in) :: self
    get_beta = self%beta
  end function get_beta

  integer(i_def) function get_gamma_m(self)
    class(columnwise_operator_type), intent(in) :: self
    get_gamma_m = self%gamma_m
  end function get_gamma_m

  integer(i_def) function get_gamma_p(self)
    class(columnwise_operator_type), intent(in) :: self
    get_gamma_p = self%gamma_p
  end function get_gamma_p

  ! An operator with room for the product of two; its values are the caller's to compute.
  function columnwise_operator_product(self, op_B) result(op_C)
    class(columnwise_operator_type), target, intent(in) :: self, op_B
    type(columnwise_operator_type) :: op_C
    type(function_space_type), pointer :: fs_to, fs_from
    if (self%which_fs_from() /= op_B%which_fs_to()) &
        call fail('columnwise_operator_product', 'the first operator starts from another space than the second leads to')
    fs_to => self%get_fs_to()
    fs_from => op_B%get_fs_from()
    call op_C%initialise(fs_to, fs_from, self%alpha*op_B%alpha, self%beta*op_B%beta, &
                         op_B%alpha*self%gamma_m + self%beta*op_B%gamma_m, op_B%alpha*self%gamma_p + self%beta*op_B%gamma_p)
  end function columnwise_operator_product

  ! An operator with room for the sum of two.
  function columnwise_operator_sum(self, op_B) result(op_C)
    class(columnwise_operator_type), target, intent(in) :: self, op_B
    type(columnwise_operator_type) :: op_C
    type(function_space_type), pointer :: fs_to, fs_from
    if (self%which_fs_from() /= op_B%which_fs_from() .or. self%which_fs_to() /= op_B%which_fs_to() .or. &
        self%alpha /= op_B%alpha .or. self%beta /= op_B%beta) &
        call fail('columnwise_operator_sum', 'the operators differ in spaces or in the slope of their bands')
    fs_to => self%get_fs_to()
    fs_from => self%get_fs_from()
    call op_C%initialise(fs_to, fs_from, self%alpha, self%beta, max(self%gamma_m, op_B%gamma_m), max(self%gamma_p, op_B%gamma_p))
  end function columnwise_operator_sum
end module columnwise_operator_mod
