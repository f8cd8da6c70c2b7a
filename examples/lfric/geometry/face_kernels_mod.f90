!> What a kernel can ask of the reference element and of the mesh: normals of faces, and which face of the neighbour
!> a face meets.
module face_kernels_mod
  use argument_mod,      only: arg_type, mesh_data_type, reference_element_data_type, GH_FIELD, GH_REAL, GH_READ,    &
                               GH_WRITE, GH_INC, STENCIL, CROSS, CELL_COLUMN, adjacent_face,                        &
                               normals_to_horizontal_faces, outward_normals_to_horizontal_faces,                    &
                               normals_to_vertical_faces, outward_normals_to_vertical_faces, normals_to_faces,      &
                               outward_normals_to_faces
  use constants_mod,     only: i_def, r_def
  use fs_continuity_mod, only: W2, W2broken, W3
  use kernel_mod,        only: kernel_type
  implicit none
  private

  !> What flows out of each cell through its sides and through its bottom and top.
  type, public, extends(kernel_type) :: outflow_kernel_type
    private
    type(arg_type) :: meta_args(2) = (/              &
         arg_type(GH_FIELD, GH_REAL, GH_WRITE, W3),  &
         arg_type(GH_FIELD, GH_REAL, GH_READ,  W2)   &
         /)
    type(reference_element_data_type) :: meta_reference_element(4) = (/     &
         reference_element_data_type(normals_to_horizontal_faces),          &
         reference_element_data_type(outward_normals_to_horizontal_faces),  &
         reference_element_data_type(normals_to_vertical_faces),            &
         reference_element_data_type(outward_normals_to_vertical_faces)     &
         /)
    integer :: operates_on = CELL_COLUMN
  contains
    procedure, nopass :: outflow_code
  end type outflow_kernel_type

  !> Numbers that tell which face of which neighbour a face meets, through the neighbour's dof of that face.
  type, public, extends(kernel_type) :: meet_kernel_type
    private
    type(arg_type) :: meta_args(2) = (/                                     &
         arg_type(GH_FIELD, GH_REAL, GH_WRITE, W3),                         &
         arg_type(GH_FIELD, GH_REAL, GH_READ,  W2broken, STENCIL(CROSS))    &
         /)
    type(reference_element_data_type) :: meta_reference_element(2) = (/     &
         reference_element_data_type(normals_to_faces),                     &
         reference_element_data_type(outward_normals_to_faces)              &
         /)
    type(mesh_data_type) :: meta_mesh(1) = (/ mesh_data_type(adjacent_face) /)
    integer :: operates_on = CELL_COLUMN
  contains
    procedure, nopass :: meet_code
  end type meet_kernel_type

  !> Cell number times face number on the cell's own copies of the dofs of faces.
  type, public, extends(kernel_type) :: label_kernel_type
    private
    type(arg_type) :: meta_args(2) = (/                      &
         arg_type(GH_FIELD, GH_REAL, GH_WRITE, W2broken),    &
         arg_type(GH_FIELD, GH_REAL, GH_READ,  W3)           &
         /)
    integer :: operates_on = CELL_COLUMN
  contains
    procedure, nopass :: label_code
  end type label_kernel_type

  public :: outflow_code, meet_code, label_code

contains

  subroutine outflow_code(nlayers, outflow, flux, ndf_w3, undf_w3, map_w3, ndf_w2, undf_w2, map_w2, nfaces_h, nfaces_v, &
                          normals_h, outward_h, normals_v, outward_v)
    integer(i_def), intent(in)    :: nlayers, ndf_w3, undf_w3, ndf_w2, undf_w2, nfaces_h, nfaces_v
    integer(i_def), intent(in)    :: map_w3(ndf_w3), map_w2(ndf_w2)
    real(r_def),    intent(inout) :: outflow(undf_w3)
    real(r_def),    intent(in)    :: flux(undf_w2), normals_h(3, nfaces_h), outward_h(3, nfaces_h)
    real(r_def),    intent(in)    :: normals_v(3, nfaces_v), outward_v(3, nfaces_v)
    integer(i_def) :: k, face

    do k = 0, nlayers - 1
      outflow(map_w3(1) + k) = 0.0_r_def
      do face = 1, nfaces_h
        outflow(map_w3(1) + k) = outflow(map_w3(1) + k) &
                               + dot_product(normals_h(:, face), outward_h(:, face)) * flux(map_w2(face) + k)
      end do
      do face = 1, nfaces_v
        outflow(map_w3(1) + k) = outflow(map_w3(1) + k) &
                               + dot_product(normals_v(:, face), outward_v(:, face)) * flux(map_w2(nfaces_h + face) + k)
      end do
    end do
  end subroutine outflow_code

  subroutine meet_code(nlayers, meeting, labels, size, stencil_map, ndf_w3, undf_w3, map_w3, ndf_w2b, undf_w2b, map_w2b, &
                       nfaces, normals, outward, nfaces_h, adjacent)
    integer(i_def), intent(in)    :: nlayers, size, ndf_w3, undf_w3, ndf_w2b, undf_w2b, nfaces, nfaces_h
    integer(i_def), intent(in)    :: stencil_map(ndf_w2b, size), map_w3(ndf_w3), map_w2b(ndf_w2b), adjacent(nfaces_h)
    real(r_def),    intent(inout) :: meeting(undf_w3)
    real(r_def),    intent(in)    :: labels(undf_w2b), normals(3, nfaces), outward(3, nfaces)
    integer(i_def) :: k, face

    do k = 0, nlayers - 1
      meeting(map_w3(1) + k) = 0.0_r_def
      do face = 1, nfaces_h
        meeting(map_w3(1) + k) = meeting(map_w3(1) + k)                                         &
                               + real(face, r_def) * labels(stencil_map(adjacent(face), 1 + face) + k) &
                               + dot_product(normals(:, face), outward(:, face)) * labels(map_w2b(face) + k)
      end do
    end do
  end subroutine meet_code

  subroutine label_code(nlayers, labels, cells, ndf_w2b, undf_w2b, map_w2b, ndf_w3, undf_w3, map_w3)
    integer(i_def), intent(in)    :: nlayers, ndf_w2b, undf_w2b, ndf_w3, undf_w3
    integer(i_def), intent(in)    :: map_w2b(ndf_w2b), map_w3(ndf_w3)
    real(r_def),    intent(inout) :: labels(undf_w2b)
    real(r_def),    intent(in)    :: cells(undf_w3)
    integer(i_def) :: k, df

    do k = 0, nlayers - 1
      do df = 1, ndf_w2b
        labels(map_w2b(df) + k) = real(df, r_def) * cells(map_w3(1) + k)
      end do
    end do
  end subroutine label_code

end module face_kernels_mod
