!> Normals of the reference element.
module normals_kernel_mod
  use argument_mod, only: arg_type, reference_element_data_type, gh_field, gh_real, gh_write, &
                          gh_read, normals_to_horizontal_faces, &
                          outward_normals_to_vertical_faces, cell_column
  use fs_continuity_mod, only: w2, w3
  use kernel_mod, only: kernel_type
  implicit none
  private

  type, public, extends(kernel_type) :: normals_kernel_type
    private
    type(arg_type) :: meta_args(2) = (/ &
         arg_type(gh_field, gh_real, gh_write, w3), &
         arg_type(gh_field, gh_real, gh_read, w2) /)
    type(reference_element_data_type) :: meta_reference_element(2) = (/ &
         reference_element_data_type(normals_to_horizontal_faces), &
         reference_element_data_type(outward_normals_to_vertical_faces) /)
    integer :: operates_on = cell_column
  contains
    procedure, nopass :: normals_code
  end type

  public :: normals_code

contains

  subroutine normals_code( &
      nlayers, field_1_w3, field_2_w2, ndf_w3, undf_w3, map_w3, ndf_w2, undf_w2, map_w2, &
      nfaces_re_h, nfaces_re_v, normals_to_horiz_faces, out_normals_to_vert_faces)
    use constants_mod, only: i_def, r_def

    integer(kind=i_def), intent(in) :: nlayers
    integer(kind=i_def), intent(in) :: ndf_w3
    integer(kind=i_def), intent(in) :: undf_w3
    integer(kind=i_def), intent(in) :: ndf_w2
    integer(kind=i_def), intent(in) :: undf_w2
    integer(kind=i_def), intent(in) :: nfaces_re_h
    integer(kind=i_def), intent(in) :: nfaces_re_v
    real(kind=r_def), intent(inout) :: field_1_w3(undf_w3)
    real(kind=r_def), intent(in) :: field_2_w2(undf_w2)
    integer(kind=i_def), intent(in) :: map_w3(ndf_w3)
    integer(kind=i_def), intent(in) :: map_w2(ndf_w2)
    real(kind=r_def), intent(in) :: normals_to_horiz_faces(3, nfaces_re_h)
    real(kind=r_def), intent(in) :: out_normals_to_vert_faces(3, nfaces_re_v)
    integer(i_def) :: k, df
    real(r_def) :: total

    do k = 0, nlayers - 1
      total = real(k + 1, r_def)
      total = total + anint(4.0_r_def*sum(abs(normals_to_horiz_faces)))
      total = total + anint(4.0_r_def*sum(abs(out_normals_to_vert_faces)))
      total = total + 2.0_r_def*sum(field_2_w2(map_w2 + k))
      total = modulo(total, 97.0_r_def)
      do df = 1, ndf_w3
        field_1_w3(map_w3(df) + k) = modulo(total + real(df, r_def), 97.0_r_def)
      end do
    end do
  end subroutine normals_code

end module
