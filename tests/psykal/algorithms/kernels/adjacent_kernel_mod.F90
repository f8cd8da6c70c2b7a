!> Faces that meet.
module adjacent_kernel_mod
  use argument_mod, only: arg_type, mesh_data_type, gh_field, gh_real, gh_write, gh_read, &
                          adjacent_face, cell_column
  use fs_continuity_mod, only: w3
  use kernel_mod, only: kernel_type
  implicit none
  private

  type, public, extends(kernel_type) :: adjacent_kernel_type
    private
    type(arg_type) :: meta_args(2) = (/ &
         arg_type(gh_field, gh_real, gh_write, w3), &
         arg_type(gh_field, gh_real, gh_read, w3) /)
    type(mesh_data_type) :: meta_mesh(1) = (/ &
         mesh_data_type(adjacent_face) /)
    integer :: operates_on = cell_column
  contains
    procedure, nopass :: adjacent_code
  end type

  public :: adjacent_code

contains

  subroutine adjacent_code( &
      nlayers, field_1_w3, field_2_w3, ndf_w3, undf_w3, map_w3, nfaces_re_h, adjacent_face)
    use constants_mod, only: i_def, r_def

    integer(kind=i_def), intent(in) :: nlayers
    integer(kind=i_def), intent(in) :: ndf_w3
    integer(kind=i_def), intent(in) :: undf_w3
    integer(kind=i_def), intent(in) :: nfaces_re_h
    real(kind=r_def), intent(inout) :: field_1_w3(undf_w3)
    real(kind=r_def), intent(in) :: field_2_w3(undf_w3)
    integer(kind=i_def), intent(in) :: map_w3(ndf_w3)
    integer(kind=i_def), intent(in) :: adjacent_face(nfaces_re_h)
    integer(i_def) :: k, df
    real(r_def) :: total

    do k = 0, nlayers - 1
      total = real(k + 1, r_def)
      total = total + real(sum(adjacent_face), r_def)
      total = total + 2.0_r_def*sum(field_2_w3(map_w3 + k))
      total = modulo(total, 97.0_r_def)
      do df = 1, ndf_w3
        field_1_w3(map_w3(df) + k) = modulo(total + real(df, r_def), 97.0_r_def)
      end do
    end do
  end subroutine adjacent_code

end module
