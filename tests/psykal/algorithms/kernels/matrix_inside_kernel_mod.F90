!> Local matrices by quadrature.
module matrix_inside_kernel_mod
  use argument_mod, only: arg_type, func_type, gh_operator, gh_real, gh_write, gh_field, &
                          gh_read, gh_basis, gh_quadrature_XYoZ, cell_column
  use fs_continuity_mod, only: w0, w3
  use kernel_mod, only: kernel_type
  implicit none
  private

  type, public, extends(kernel_type) :: matrix_inside_kernel_type
    private
    type(arg_type) :: meta_args(2) = (/ &
         arg_type(gh_operator, gh_real, gh_write, w0, w0), &
         arg_type(gh_field, gh_real, gh_read, w3) /)
    type(func_type) :: meta_funcs(1) = (/ &
         func_type(w0, gh_basis) /)
    integer :: gh_shape = gh_quadrature_XYoZ
    integer :: operates_on = cell_column
  contains
    procedure, nopass :: matrix_inside_code
  end type

  public :: matrix_inside_code

contains

  subroutine matrix_inside_code( &
      cell, nlayers, op_1_ncell_3d, op_1, field_2_w3, ndf_w0, basis_w0_qr_xyoz, ndf_w3, undf_w3, &
      map_w3, np_xy_qr_xyoz, np_z_qr_xyoz, weights_xy_qr_xyoz, weights_z_qr_xyoz)
    use constants_mod, only: i_def, r_def

    integer(kind=i_def), intent(in) :: cell
    integer(kind=i_def), intent(in) :: nlayers
    integer(kind=i_def), intent(in) :: op_1_ncell_3d
    integer(kind=i_def), intent(in) :: ndf_w0
    integer(kind=i_def), intent(in) :: ndf_w3
    integer(kind=i_def), intent(in) :: undf_w3
    integer(kind=i_def), intent(in) :: np_xy_qr_xyoz
    integer(kind=i_def), intent(in) :: np_z_qr_xyoz
    real(kind=r_def), intent(inout) :: op_1(op_1_ncell_3d, ndf_w0, ndf_w0)
    real(kind=r_def), intent(in) :: field_2_w3(undf_w3)
    real(kind=r_def), intent(in) :: basis_w0_qr_xyoz(1, ndf_w0, np_xy_qr_xyoz, np_z_qr_xyoz)
    integer(kind=i_def), intent(in) :: map_w3(ndf_w3)
    real(kind=r_def), intent(in) :: weights_xy_qr_xyoz(np_xy_qr_xyoz)
    real(kind=r_def), intent(in) :: weights_z_qr_xyoz(np_z_qr_xyoz)
    integer(i_def) :: k, df, other
    real(r_def) :: total

    do k = 0, nlayers - 1
      total = real(k + 1, r_def)
      total = total + anint(4.0_r_def*sum(abs(basis_w0_qr_xyoz)))
      total = total + anint(8.0_r_def*sum(weights_xy_qr_xyoz))
      total = total + anint(8.0_r_def*sum(weights_z_qr_xyoz))
      total = total + 2.0_r_def*sum(field_2_w3(map_w3 + k))
      total = modulo(total, 97.0_r_def)
      do other = 1, ndf_w0
        do df = 1, ndf_w0
          op_1((cell - 1)*nlayers + k + 1, df, other) = &
            real(modulo(total + real(3*df + 5*other, r_def), 7.0_r_def), r_def)
        end do
      end do
    end do
  end subroutine matrix_inside_code

end module
