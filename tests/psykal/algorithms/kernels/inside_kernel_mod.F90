!> Quadrature inside cells.
module inside_kernel_mod
  use argument_mod, only: arg_type, func_type, gh_field, gh_real, gh_inc, gh_read, gh_basis, &
                          gh_quadrature_XYoZ, cell_column
  use fs_continuity_mod, only: w1, w3
  use kernel_mod, only: kernel_type
  implicit none
  private

  type, public, extends(kernel_type) :: inside_kernel_type
    private
    type(arg_type) :: meta_args(2) = (/ &
         arg_type(gh_field, gh_real, gh_inc, w1), &
         arg_type(gh_field, gh_real, gh_read, w3) /)
    type(func_type) :: meta_funcs(2) = (/ &
         func_type(w1, gh_basis), &
         func_type(w3, gh_basis) /)
    integer :: gh_shape = gh_quadrature_XYoZ
    integer :: operates_on = cell_column
  contains
    procedure, nopass :: inside_code
  end type

  public :: inside_code

contains

  subroutine inside_code( &
      nlayers, field_1_w1, field_2_w3, ndf_w1, undf_w1, map_w1, basis_w1_qr_xyoz, ndf_w3, undf_w3, &
      map_w3, basis_w3_qr_xyoz, np_xy_qr_xyoz, np_z_qr_xyoz, weights_xy_qr_xyoz, weights_z_qr_xyoz)
    use constants_mod, only: i_def, r_def

    integer(kind=i_def), intent(in) :: nlayers
    integer(kind=i_def), intent(in) :: ndf_w1
    integer(kind=i_def), intent(in) :: undf_w1
    integer(kind=i_def), intent(in) :: ndf_w3
    integer(kind=i_def), intent(in) :: undf_w3
    integer(kind=i_def), intent(in) :: np_xy_qr_xyoz
    integer(kind=i_def), intent(in) :: np_z_qr_xyoz
    real(kind=r_def), intent(inout) :: field_1_w1(undf_w1)
    real(kind=r_def), intent(in) :: field_2_w3(undf_w3)
    integer(kind=i_def), intent(in) :: map_w1(ndf_w1)
    real(kind=r_def), intent(in) :: basis_w1_qr_xyoz(3, ndf_w1, np_xy_qr_xyoz, np_z_qr_xyoz)
    integer(kind=i_def), intent(in) :: map_w3(ndf_w3)
    real(kind=r_def), intent(in) :: basis_w3_qr_xyoz(1, ndf_w3, np_xy_qr_xyoz, np_z_qr_xyoz)
    real(kind=r_def), intent(in) :: weights_xy_qr_xyoz(np_xy_qr_xyoz)
    real(kind=r_def), intent(in) :: weights_z_qr_xyoz(np_z_qr_xyoz)
    integer(i_def) :: k, df
    real(r_def) :: total

    do k = 0, nlayers - 1
      total = real(k + 1, r_def)
      total = total + anint(4.0_r_def*sum(abs(basis_w1_qr_xyoz)))
      total = total + anint(4.0_r_def*sum(abs(basis_w3_qr_xyoz)))
      total = total + anint(8.0_r_def*sum(weights_xy_qr_xyoz))
      total = total + anint(8.0_r_def*sum(weights_z_qr_xyoz))
      total = total + 2.0_r_def*sum(field_2_w3(map_w3 + k))
      total = modulo(total, 97.0_r_def)
      do df = 1, ndf_w1
        field_1_w1(map_w1(df) + k) = field_1_w1(map_w1(df) + k) + modulo(total + real(df, r_def), 97.0_r_def)
      end do
    end do
  end subroutine inside_code

end module
