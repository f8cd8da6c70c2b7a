!> All of its normals.
module all_normals_kernel_mod
  use argument_mod, only: arg_type, reference_element_data_type, gh_field, gh_real, gh_write, &
                          gh_scalar, gh_integer, gh_read, normals_to_faces, &
                          outward_normals_to_faces, outward_normals_to_horizontal_faces, &
                          normals_to_vertical_faces, cell_column
  use fs_continuity_mod, only: w3
  use kernel_mod, only: kernel_type
  implicit none
  private

  type, public, extends(kernel_type) :: all_normals_kernel_type
    private
    type(arg_type) :: meta_args(2) = (/ &
         arg_type(gh_field, gh_real, gh_write, w3), &
         arg_type(gh_scalar, gh_integer, gh_read) /)
    type(reference_element_data_type) :: meta_reference_element(4) = (/ &
         reference_element_data_type(normals_to_faces), &
         reference_element_data_type(outward_normals_to_faces), &
         reference_element_data_type(outward_normals_to_horizontal_faces), &
         reference_element_data_type(normals_to_vertical_faces) /)
    integer :: operates_on = cell_column
  contains
    procedure, nopass :: all_normals_code
  end type

  public :: all_normals_code

contains

  subroutine all_normals_code( &
      nlayers, field_1_w3, iscalar_2, ndf_w3, undf_w3, map_w3, nfaces_re, nfaces_re_h, &
      nfaces_re_v, normals_to_faces, out_normals_to_faces, out_normals_to_horiz_faces, &
      normals_to_vert_faces)
    use constants_mod, only: i_def, r_def

    integer(kind=i_def), intent(in) :: nlayers
    integer(kind=i_def), intent(in) :: iscalar_2
    integer(kind=i_def), intent(in) :: ndf_w3
    integer(kind=i_def), intent(in) :: undf_w3
    integer(kind=i_def), intent(in) :: nfaces_re
    integer(kind=i_def), intent(in) :: nfaces_re_h
    integer(kind=i_def), intent(in) :: nfaces_re_v
    real(kind=r_def), intent(inout) :: field_1_w3(undf_w3)
    integer(kind=i_def), intent(in) :: map_w3(ndf_w3)
    real(kind=r_def), intent(in) :: normals_to_faces(3, nfaces_re)
    real(kind=r_def), intent(in) :: out_normals_to_faces(3, nfaces_re)
    real(kind=r_def), intent(in) :: out_normals_to_horiz_faces(3, nfaces_re_h)
    real(kind=r_def), intent(in) :: normals_to_vert_faces(3, nfaces_re_v)
    integer(i_def) :: k, df
    real(r_def) :: total

    do k = 0, nlayers - 1
      total = real(k + 1, r_def)
      total = total + real(iscalar_2, r_def)
      total = total + anint(4.0_r_def*sum(abs(normals_to_faces)))
      total = total + anint(4.0_r_def*sum(abs(out_normals_to_faces)))
      total = total + anint(4.0_r_def*sum(abs(out_normals_to_horiz_faces)))
      total = total + anint(4.0_r_def*sum(abs(normals_to_vert_faces)))
      total = modulo(total, 97.0_r_def)
      do df = 1, ndf_w3
        field_1_w3(map_w3(df) + k) = modulo(total + real(df, r_def), 97.0_r_def)
      end do
    end do
  end subroutine all_normals_code

end module
