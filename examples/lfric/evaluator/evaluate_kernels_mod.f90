!> Basis functions at the nodes of other spaces (evaluators).
module evaluate_kernels_mod
  use argument_mod,      only: arg_type, func_type, GH_FIELD, GH_REAL, GH_READ, GH_WRITE, GH_INC, GH_BASIS, &
                               GH_DIFF_BASIS, GH_EVALUATOR, CELL_COLUMN
  use constants_mod,     only: i_def, r_def
  use fs_continuity_mod, only: W0, W2, W3, Wtheta
  use kernel_mod,        only: kernel_type
  implicit none
  private

  !> A field of vertices at the nodes of Wtheta and W3, and its gradient in the reference cube at W3.
  type, public, extends(kernel_type) :: sample_kernel_type
    private
    type(arg_type) :: meta_args(3) = (/                    &
         arg_type(GH_FIELD, GH_REAL, GH_WRITE, Wtheta),    &
         arg_type(GH_FIELD, GH_REAL, GH_WRITE, W3),        &
         arg_type(GH_FIELD, GH_REAL, GH_READ,  W0)         &
         /)
    type(func_type) :: meta_funcs(1) = (/                  &
         func_type(W0, GH_BASIS, GH_DIFF_BASIS)            &
         /)
    integer :: operates_on = CELL_COLUMN
    integer :: gh_shape = GH_EVALUATOR
    integer :: gh_evaluator_targets(2) = (/ Wtheta, W3 /)
  contains
    procedure, nopass :: sample_code
  end type sample_kernel_type

  !> The gradient of a field of vertices along the normals of faces; the target is the space that is written.
  type, public, extends(kernel_type) :: slope_kernel_type
    private
    type(arg_type) :: meta_args(2) = (/                    &
         arg_type(GH_FIELD, GH_REAL, GH_INC,  W2),         &
         arg_type(GH_FIELD, GH_REAL, GH_READ, W0)          &
         /)
    type(func_type) :: meta_funcs(2) = (/                  &
         func_type(W2, GH_BASIS),                          &
         func_type(W0, GH_DIFF_BASIS)                      &
         /)
    integer :: operates_on = CELL_COLUMN
    integer :: gh_shape = GH_EVALUATOR
  contains
    procedure, nopass :: slope_code
  end type slope_kernel_type

  public :: sample_code, slope_code

contains

  subroutine sample_code(nlayers, at_theta, at_w3, vertices, ndf_wt, undf_wt, map_wt, ndf_w3, undf_w3, map_w3, &
                         ndf_w0, undf_w0, map_w0, basis_on_wt, basis_on_w3, diff_on_wt, diff_on_w3)
    integer(i_def), intent(in)    :: nlayers, ndf_wt, undf_wt, ndf_w3, undf_w3, ndf_w0, undf_w0
    integer(i_def), intent(in)    :: map_wt(ndf_wt), map_w3(ndf_w3), map_w0(ndf_w0)
    real(r_def),    intent(inout) :: at_theta(undf_wt), at_w3(undf_w3)
    real(r_def),    intent(in)    :: vertices(undf_w0)
    real(r_def),    intent(in)    :: basis_on_wt(1, ndf_w0, ndf_wt), basis_on_w3(1, ndf_w0, ndf_w3)
    real(r_def),    intent(in)    :: diff_on_wt(3, ndf_w0, ndf_wt), diff_on_w3(3, ndf_w0, ndf_w3)
    integer(i_def) :: k, df, node
    real(r_def)    :: total

    do k = 0, nlayers - 1
      do node = 1, ndf_wt
        total = 0.0_r_def
        do df = 1, ndf_w0
          total = total + basis_on_wt(1, df, node) * vertices(map_w0(df) + k)
        end do
        at_theta(map_wt(node) + k) = total
      end do
      total = 0.0_r_def
      do df = 1, ndf_w0
        total = total + vertices(map_w0(df) + k) &
              * (basis_on_w3(1, df, 1) + sum(diff_on_w3(:, df, 1)) + diff_on_wt(3, df, 1) - diff_on_wt(3, df, ndf_wt))
      end do
      at_w3(map_w3(1) + k) = total
    end do
  end subroutine sample_code

  subroutine slope_code(nlayers, slope, vertices, ndf_w2, undf_w2, map_w2, basis_w2, ndf_w0, undf_w0, map_w0, diff_w0)
    integer(i_def), intent(in)    :: nlayers, ndf_w2, undf_w2, ndf_w0, undf_w0
    integer(i_def), intent(in)    :: map_w2(ndf_w2), map_w0(ndf_w0)
    real(r_def),    intent(inout) :: slope(undf_w2)
    real(r_def),    intent(in)    :: vertices(undf_w0), basis_w2(3, ndf_w2, ndf_w2), diff_w0(3, ndf_w0, ndf_w2)
    integer(i_def) :: k, df, node
    real(r_def)    :: gradient(3)

    do k = 0, nlayers - 1
      do node = 1, ndf_w2
        gradient = 0.0_r_def
        do df = 1, ndf_w0
          gradient = gradient + diff_w0(:, df, node) * vertices(map_w0(df) + k)
        end do
        slope(map_w2(node) + k) = slope(map_w2(node) + k) + dot_product(basis_w2(:, node, node), gradient)
      end do
    end do
  end subroutine slope_code

end module evaluate_kernels_mod
