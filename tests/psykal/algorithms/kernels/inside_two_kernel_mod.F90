!> Quadrature with two spaces and a derivative.
module inside_two_kernel_mod
  use argument_mod, only: arg_type, func_type, gh_field, gh_real, gh_inc, gh_read, gh_scalar, &
                          gh_basis, gh_diff_basis, gh_quadrature_XYoZ, cell_column
  use fs_continuity_mod, only: w0, w2
  use kernel_mod, only: kernel_type
  implicit none
  private

  type, public, extends(kernel_type) :: inside_two_kernel_type
    private
    type(arg_type) :: meta_args(3) = (/ &
         arg_type(gh_field, gh_real, gh_inc, w2), &
         arg_type(gh_field, gh_real, gh_read, w0), &
         arg_type(gh_scalar, gh_real, gh_read) /)
    type(func_type) :: meta_funcs(2) = (/ &
         func_type(w2, gh_basis, gh_diff_basis), &
         func_type(w0, gh_diff_basis) /)
    integer :: gh_shape = gh_quadrature_XYoZ
    integer :: operates_on = cell_column
  contains
    procedure, nopass :: inside_two_code
  end type

  public :: inside_two_code

contains

  subroutine inside_two_code( &
      nlayers, field_1_w2, field_2_w0, rscalar_3, ndf_w2, undf_w2, map_w2, basis_w2_qr_xyoz, &
      diff_basis_w2_qr_xyoz, ndf_w0, undf_w0, map_w0, diff_basis_w0_qr_xyoz, np_xy_qr_xyoz, &
      np_z_qr_xyoz, weights_xy_qr_xyoz, weights_z_qr_xyoz)
    use constants_mod, only: i_def, r_def

    integer(kind=i_def), intent(in) :: nlayers
    real(kind=r_def), intent(in) :: rscalar_3
    integer(kind=i_def), intent(in) :: ndf_w2
    integer(kind=i_def), intent(in) :: undf_w2
    integer(kind=i_def), intent(in) :: ndf_w0
    integer(kind=i_def), intent(in) :: undf_w0
    integer(kind=i_def), intent(in) :: np_xy_qr_xyoz
    integer(kind=i_def), intent(in) :: np_z_qr_xyoz
    real(kind=r_def), intent(inout) :: field_1_w2(undf_w2)
    real(kind=r_def), intent(in) :: field_2_w0(undf_w0)
    integer(kind=i_def), intent(in) :: map_w2(ndf_w2)
    real(kind=r_def), intent(in) :: basis_w2_qr_xyoz(3, ndf_w2, np_xy_qr_xyoz, np_z_qr_xyoz)
    real(kind=r_def), intent(in) :: diff_basis_w2_qr_xyoz(1, ndf_w2, np_xy_qr_xyoz, np_z_qr_xyoz)
    integer(kind=i_def), intent(in) :: map_w0(ndf_w0)
    real(kind=r_def), intent(in) :: diff_basis_w0_qr_xyoz(3, ndf_w0, np_xy_qr_xyoz, np_z_qr_xyoz)
    real(kind=r_def), intent(in) :: weights_xy_qr_xyoz(np_xy_qr_xyoz)
    real(kind=r_def), intent(in) :: weights_z_qr_xyoz(np_z_qr_xyoz)
    integer(i_def) :: k, df
    real(r_def) :: total

    do k = 0, nlayers - 1
      total = real(k + 1, r_def)
      total = total + rscalar_3
      total = total + anint(4.0_r_def*sum(abs(basis_w2_qr_xyoz)))
      total = total + anint(4.0_r_def*sum(abs(diff_basis_w2_qr_xyoz)))
      total = total + anint(4.0_r_def*sum(abs(diff_basis_w0_qr_xyoz)))
      total = total + anint(8.0_r_def*sum(weights_xy_qr_xyoz))
      total = total + anint(8.0_r_def*sum(weights_z_qr_xyoz))
      total = total + 2.0_r_def*sum(field_2_w0(map_w0 + k))
      total = modulo(total, 97.0_r_def)
      do df = 1, ndf_w2
        field_1_w2(map_w2(df) + k) = field_1_w2(map_w2(df) + k) + modulo(total + real(df, r_def), 97.0_r_def)
      end do
    end do
  end subroutine inside_two_code

end module
