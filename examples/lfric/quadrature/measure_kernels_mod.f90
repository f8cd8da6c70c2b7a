!> Volumes, areas and edges by quadrature: the Jacobian of the coordinates, summed over points with their weights.
module measure_kernels_mod
  use argument_mod,      only: arg_type, func_type, GH_FIELD, GH_REAL, GH_READ, GH_WRITE, GH_INC, GH_BASIS,         &
                               GH_DIFF_BASIS, GH_QUADRATURE_XYoZ, GH_QUADRATURE_face, GH_QUADRATURE_edge,           &
                               ANY_SPACE_9, CELL_COLUMN
  use constants_mod,     only: i_def, r_def
  use fs_continuity_mod, only: W2, W3
  use kernel_mod,        only: kernel_type
  implicit none
  private

  type, public, extends(kernel_type) :: volume_kernel_type
    private
    type(arg_type) :: meta_args(2) = (/                          &
         arg_type(GH_FIELD,   GH_REAL, GH_WRITE, W3),            &
         arg_type(GH_FIELD*3, GH_REAL, GH_READ,  ANY_SPACE_9)    &
         /)
    type(func_type) :: meta_funcs(2) = (/                        &
         func_type(W3,          GH_BASIS),                       &
         func_type(ANY_SPACE_9, GH_DIFF_BASIS)                   &
         /)
    integer :: operates_on = CELL_COLUMN
    integer :: gh_shape = GH_QUADRATURE_XYoZ
  contains
    procedure, nopass :: volume_code
  end type volume_kernel_type

  !> Area of the faces that carry W2 dofs on the sides; each cell adds half of its own.
  type, public, extends(kernel_type) :: area_kernel_type
    private
    type(arg_type) :: meta_args(2) = (/                          &
         arg_type(GH_FIELD,   GH_REAL, GH_INC,  W2),             &
         arg_type(GH_FIELD*3, GH_REAL, GH_READ, ANY_SPACE_9)     &
         /)
    type(func_type) :: meta_funcs(2) = (/                        &
         func_type(W2,          GH_BASIS),                       &
         func_type(ANY_SPACE_9, GH_DIFF_BASIS)                   &
         /)
    integer :: operates_on = CELL_COLUMN
    integer :: gh_shape = GH_QUADRATURE_face
  contains
    procedure, nopass :: area_code
  end type area_kernel_type

  !> The Jacobian along faces and along edges: two shapes in one kernel.
  type, public, extends(kernel_type) :: hull_kernel_type
    private
    type(arg_type) :: meta_args(2) = (/                          &
         arg_type(GH_FIELD,   GH_REAL, GH_WRITE, W3),            &
         arg_type(GH_FIELD*3, GH_REAL, GH_READ,  ANY_SPACE_9)    &
         /)
    type(func_type) :: meta_funcs(1) = (/                        &
         func_type(ANY_SPACE_9, GH_DIFF_BASIS)                   &
         /)
    integer :: operates_on = CELL_COLUMN
    integer :: gh_shape(2) = (/ GH_QUADRATURE_face, GH_QUADRATURE_edge /)
  contains
    procedure, nopass :: hull_code
  end type hull_kernel_type

  public :: volume_code, area_code, hull_code

contains

  subroutine volume_code(nlayers, volume, chi1, chi2, chi3, ndf_w3, undf_w3, map_w3, basis_w3, &
                         ndf_chi, undf_chi, map_chi, diff_basis_chi, np_xy, np_z, weights_xy, weights_z)
    integer(i_def), intent(in)    :: nlayers, ndf_w3, undf_w3, ndf_chi, undf_chi, np_xy, np_z
    integer(i_def), intent(in)    :: map_w3(ndf_w3), map_chi(ndf_chi)
    real(r_def),    intent(inout) :: volume(undf_w3)
    real(r_def),    intent(in)    :: chi1(undf_chi), chi2(undf_chi), chi3(undf_chi)
    real(r_def),    intent(in)    :: basis_w3(1, ndf_w3, np_xy, np_z), diff_basis_chi(3, ndf_chi, np_xy, np_z)
    real(r_def),    intent(in)    :: weights_xy(np_xy), weights_z(np_z)
    integer(i_def) :: k, i, j
    real(r_def)    :: total

    do k = 0, nlayers - 1
      total = 0.0_r_def
      do j = 1, np_z
        do i = 1, np_xy
          total = total + weights_xy(i) * weights_z(j) * basis_w3(1, 1, i, j) &
                * determinant(jacobian(chi1, chi2, chi3, map_chi + k, diff_basis_chi(:, :, i, j)))
        end do
      end do
      volume(map_w3(1) + k) = total
    end do
  end subroutine volume_code

  subroutine area_code(nlayers, area, chi1, chi2, chi3, ndf_w2, undf_w2, map_w2, basis_w2, &
                       ndf_chi, undf_chi, map_chi, diff_basis_chi, nfaces, np, weights)
    integer(i_def), intent(in)    :: nlayers, ndf_w2, undf_w2, ndf_chi, undf_chi, nfaces, np
    integer(i_def), intent(in)    :: map_w2(ndf_w2), map_chi(ndf_chi)
    real(r_def),    intent(inout) :: area(undf_w2)
    real(r_def),    intent(in)    :: chi1(undf_chi), chi2(undf_chi), chi3(undf_chi)
    real(r_def),    intent(in)    :: basis_w2(3, ndf_w2, np, nfaces), diff_basis_chi(3, ndf_chi, np, nfaces)
    real(r_def),    intent(in)    :: weights(np, nfaces)
    integer(i_def) :: k, face, point, along
    real(r_def)    :: matrix(3, 3), normal(3), total

    do k = 0, nlayers - 1
      do face = 1, nfaces
        along = merge(2, 1, mod(face, 2) == 1)
        total = 0.0_r_def
        do point = 1, np
          matrix = jacobian(chi1, chi2, chi3, map_chi + k, diff_basis_chi(:, :, point, face))
          normal = cross(matrix(:, along), matrix(:, 3))
          ! On its own face the basis function of a dof is one along the normal of the reference cube.
          total = total + weights(point, face) * sqrt(dot_product(normal, normal)) &
                        * dot_product(basis_w2(:, face, point, face), basis_w2(:, face, point, face))
        end do
        area(map_w2(face) + k) = area(map_w2(face) + k) + 0.5_r_def * total
      end do
    end do
  end subroutine area_code

  subroutine hull_code(nlayers, hull, chi1, chi2, chi3, ndf_w3, undf_w3, map_w3, ndf_chi, undf_chi, map_chi, &
                       diff_basis_face, diff_basis_edge, nfaces, np_face, weights_face, nedges, np_edge, weights_edge)
    integer(i_def), intent(in)    :: nlayers, ndf_w3, undf_w3, ndf_chi, undf_chi, nfaces, np_face, nedges, np_edge
    integer(i_def), intent(in)    :: map_w3(ndf_w3), map_chi(ndf_chi)
    real(r_def),    intent(inout) :: hull(undf_w3)
    real(r_def),    intent(in)    :: chi1(undf_chi), chi2(undf_chi), chi3(undf_chi)
    real(r_def),    intent(in)    :: diff_basis_face(3, ndf_chi, np_face, nfaces)
    real(r_def),    intent(in)    :: diff_basis_edge(3, ndf_chi, np_edge, nedges)
    real(r_def),    intent(in)    :: weights_face(np_face, nfaces), weights_edge(np_edge, nedges)
    integer(i_def) :: k, entity, point
    real(r_def)    :: total

    do k = 0, nlayers - 1
      total = 0.0_r_def
      do entity = 1, nfaces
        do point = 1, np_face
          total = total + weights_face(point, entity) &
                * determinant(jacobian(chi1, chi2, chi3, map_chi + k, diff_basis_face(:, :, point, entity)))
        end do
      end do
      do entity = 1, nedges
        do point = 1, np_edge
          total = total + weights_edge(point, entity) &
                * determinant(jacobian(chi1, chi2, chi3, map_chi + k, diff_basis_edge(:, :, point, entity)))
        end do
      end do
      hull(map_w3(1) + k) = total
    end do
  end subroutine hull_code

  pure function jacobian(chi1, chi2, chi3, dofs, gradients) result(matrix)
    real(r_def),    intent(in) :: chi1(:), chi2(:), chi3(:), gradients(:, :)
    integer(i_def), intent(in) :: dofs(:)
    real(r_def)    :: matrix(3, 3)
    integer(i_def) :: df

    matrix = 0.0_r_def
    do df = 1, size(dofs)
      matrix(1, :) = matrix(1, :) + chi1(dofs(df)) * gradients(:, df)
      matrix(2, :) = matrix(2, :) + chi2(dofs(df)) * gradients(:, df)
      matrix(3, :) = matrix(3, :) + chi3(dofs(df)) * gradients(:, df)
    end do
  end function jacobian

  pure function cross(a, b) result(c)
    real(r_def), intent(in) :: a(3), b(3)
    real(r_def) :: c(3)

    c = [a(2) * b(3) - a(3) * b(2), a(3) * b(1) - a(1) * b(3), a(1) * b(2) - a(2) * b(1)]
  end function cross

  pure real(r_def) function determinant(matrix)
    real(r_def), intent(in) :: matrix(3, 3)

    determinant = dot_product(matrix(:, 1), cross(matrix(:, 2), matrix(:, 3)))
  end function determinant

end module measure_kernels_mod
