!> Two quadratures.
module faces_and_edges_kernel_mod
  use argument_mod, only: arg_type, func_type, gh_field, gh_real, gh_write, gh_read, gh_basis, &
                          gh_quadrature_face, gh_quadrature_edge, cell_column
  use fs_continuity_mod, only: w0, w3
  use kernel_mod, only: kernel_type
  implicit none
  private

  type, public, extends(kernel_type) :: faces_and_edges_kernel_type
    private
    type(arg_type) :: meta_args(2) = (/ &
         arg_type(gh_field, gh_real, gh_write, w3), &
         arg_type(gh_field, gh_real, gh_read, w0) /)
    type(func_type) :: meta_funcs(1) = (/ &
         func_type(w0, gh_basis) /)
    integer :: gh_shape(2) = (/ gh_quadrature_face, gh_quadrature_edge /)
    integer :: operates_on = cell_column
  contains
    procedure, nopass :: faces_and_edges_code
  end type

  public :: faces_and_edges_code

contains

  subroutine faces_and_edges_code( &
      nlayers, field_1_w3, field_2_w0, ndf_w3, undf_w3, map_w3, ndf_w0, undf_w0, map_w0, &
      basis_w0_qr_face, basis_w0_qr_edge, nfaces_qr_face, np_xyz_qr_face, weights_xyz_qr_face, &
      nedges_qr_edge, np_xyz_qr_edge, weights_xyz_qr_edge)
    use constants_mod, only: i_def, r_def

    integer(kind=i_def), intent(in) :: nlayers
    integer(kind=i_def), intent(in) :: ndf_w3
    integer(kind=i_def), intent(in) :: undf_w3
    integer(kind=i_def), intent(in) :: ndf_w0
    integer(kind=i_def), intent(in) :: undf_w0
    integer(kind=i_def), intent(in) :: nfaces_qr_face
    integer(kind=i_def), intent(in) :: np_xyz_qr_face
    integer(kind=i_def), intent(in) :: nedges_qr_edge
    integer(kind=i_def), intent(in) :: np_xyz_qr_edge
    real(kind=r_def), intent(inout) :: field_1_w3(undf_w3)
    real(kind=r_def), intent(in) :: field_2_w0(undf_w0)
    integer(kind=i_def), intent(in) :: map_w3(ndf_w3)
    integer(kind=i_def), intent(in) :: map_w0(ndf_w0)
    real(kind=r_def), intent(in) :: basis_w0_qr_face(1, ndf_w0, np_xyz_qr_face, nfaces_qr_face)
    real(kind=r_def), intent(in) :: basis_w0_qr_edge(1, ndf_w0, np_xyz_qr_edge, nedges_qr_edge)
    real(kind=r_def), intent(in) :: weights_xyz_qr_face(np_xyz_qr_face, nfaces_qr_face)
    real(kind=r_def), intent(in) :: weights_xyz_qr_edge(np_xyz_qr_edge, nedges_qr_edge)
    integer(i_def) :: k, df
    real(r_def) :: total

    do k = 0, nlayers - 1
      total = real(k + 1, r_def)
      total = total + anint(4.0_r_def*sum(abs(basis_w0_qr_face)))
      total = total + anint(4.0_r_def*sum(abs(basis_w0_qr_edge)))
      total = total + anint(8.0_r_def*sum(weights_xyz_qr_face))
      total = total + anint(8.0_r_def*sum(weights_xyz_qr_edge))
      total = total + 2.0_r_def*sum(field_2_w0(map_w0 + k))
      total = modulo(total, 97.0_r_def)
      do df = 1, ndf_w3
        field_1_w3(map_w3(df) + k) = modulo(total + real(df, r_def), 97.0_r_def)
      end do
    end do
  end subroutine faces_and_edges_code

end module
