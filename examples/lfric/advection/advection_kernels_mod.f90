!> Upwind transport in flux form: a wind without divergence from a stream function, the flux through faces, the change.
module advection_kernels_mod
  use argument_mod,      only: arg_type, mesh_data_type, reference_element_data_type, GH_FIELD, GH_SCALAR, GH_REAL, &
                               GH_READ, GH_WRITE, GH_INC, GH_READWRITE, CELL_COLUMN,                            &
                               outward_normals_to_horizontal_faces, normals_to_horizontal_faces
  use constants_mod,     only: i_def, r_def
  use fs_continuity_mod, only: W0, W2, W3
  use kernel_mod,        only: kernel_type
  implicit none
  private

  !> Both cells of a face compute the same value: GH_WRITE on a continuous space.
  type, public, extends(kernel_type) :: wind_kernel_type
    private
    type(arg_type) :: meta_args(2) = (/              &
         arg_type(GH_FIELD, GH_REAL, GH_WRITE, W2),  &
         arg_type(GH_FIELD, GH_REAL, GH_READ,  W0)   &
         /)
    integer :: operates_on = CELL_COLUMN
  contains
    procedure, nopass :: wind_code
  end type wind_kernel_type

  !> The cell upwind of a face adds what leaves it; the other adds nothing.
  type, public, extends(kernel_type) :: flux_kernel_type
    private
    type(arg_type) :: meta_args(3) = (/              &
         arg_type(GH_FIELD, GH_REAL, GH_INC,  W2),   &
         arg_type(GH_FIELD, GH_REAL, GH_READ, W2),   &
         arg_type(GH_FIELD, GH_REAL, GH_READ, W3)    &
         /)
    type(reference_element_data_type) :: meta_reference_element(2) = (/                &
         reference_element_data_type(normals_to_horizontal_faces),                     &
         reference_element_data_type(outward_normals_to_horizontal_faces)              &
         /)
    integer :: operates_on = CELL_COLUMN
  contains
    procedure, nopass :: flux_code
  end type flux_kernel_type

  type, public, extends(kernel_type) :: change_kernel_type
    private
    type(arg_type) :: meta_args(3) = (/                  &
         arg_type(GH_FIELD,  GH_REAL, GH_READWRITE, W3), &
         arg_type(GH_FIELD,  GH_REAL, GH_READ,      W2), &
         arg_type(GH_SCALAR, GH_REAL, GH_READ)           &
         /)
    type(reference_element_data_type) :: meta_reference_element(2) = (/                &
         reference_element_data_type(normals_to_horizontal_faces),                     &
         reference_element_data_type(outward_normals_to_horizontal_faces)              &
         /)
    integer :: operates_on = CELL_COLUMN
  contains
    procedure, nopass :: change_code
  end type change_kernel_type

  public :: wind_code, flux_code, change_code

contains

  !> The flux through a face is the difference of the stream function at its two ends, along the dof's direction.
  subroutine wind_code(nlayers, wind, psi, ndf_w2, undf_w2, map_w2, ndf_w0, undf_w0, map_w0)
    integer(i_def), intent(in)    :: nlayers, ndf_w2, undf_w2, ndf_w0, undf_w0
    integer(i_def), intent(in)    :: map_w2(ndf_w2), map_w0(ndf_w0)
    real(r_def),    intent(inout) :: wind(undf_w2)
    real(r_def),    intent(in)    :: psi(undf_w0)
    integer(i_def) :: k

    ! Faces are west, south, east, north, bottom, top; vertices go from south-west against the clock.
    ! Dofs point east, south, east, south and up.
    do k = 0, nlayers - 1
      wind(map_w2(1) + k) = psi(map_w0(4) + k) - psi(map_w0(1) + k)
      wind(map_w2(2) + k) = psi(map_w0(2) + k) - psi(map_w0(1) + k)
      wind(map_w2(3) + k) = psi(map_w0(3) + k) - psi(map_w0(2) + k)
      wind(map_w2(4) + k) = psi(map_w0(3) + k) - psi(map_w0(4) + k)
      wind(map_w2(5) + k) = 0.0_r_def
      wind(map_w2(6) + k) = 0.0_r_def
    end do
  end subroutine wind_code

  subroutine flux_code(nlayers, flux, wind, density, ndf_w2, undf_w2, map_w2, ndf_w3, undf_w3, map_w3, &
                       nfaces, normals, outward)
    integer(i_def), intent(in)    :: nlayers, ndf_w2, undf_w2, ndf_w3, undf_w3, nfaces
    integer(i_def), intent(in)    :: map_w2(ndf_w2), map_w3(ndf_w3)
    real(r_def),    intent(inout) :: flux(undf_w2)
    real(r_def),    intent(in)    :: wind(undf_w2), density(undf_w3), normals(3, nfaces), outward(3, nfaces)
    integer(i_def) :: k, face
    real(r_def)    :: sign_out

    do face = 1, nfaces
      sign_out = dot_product(normals(:, face), outward(:, face))
      do k = 0, nlayers - 1
        if (sign_out * wind(map_w2(face) + k) > 0.0_r_def) then
          flux(map_w2(face) + k) = flux(map_w2(face) + k) + wind(map_w2(face) + k) * density(map_w3(1) + k)
        end if
      end do
    end do
  end subroutine flux_code

  subroutine change_code(nlayers, density, flux, step, ndf_w3, undf_w3, map_w3, ndf_w2, undf_w2, map_w2, &
                         nfaces, normals, outward)
    integer(i_def), intent(in)    :: nlayers, ndf_w2, undf_w2, ndf_w3, undf_w3, nfaces
    integer(i_def), intent(in)    :: map_w2(ndf_w2), map_w3(ndf_w3)
    real(r_def),    intent(inout) :: density(undf_w3)
    real(r_def),    intent(in)    :: flux(undf_w2), step, normals(3, nfaces), outward(3, nfaces)
    integer(i_def) :: k, face
    real(r_def)    :: leaving

    do k = 0, nlayers - 1
      leaving = 0.0_r_def
      do face = 1, nfaces
        leaving = leaving + dot_product(normals(:, face), outward(:, face)) * flux(map_w2(face) + k)
      end do
      density(map_w3(1) + k) = density(map_w3(1) + k) - step * leaving
    end do
  end subroutine change_code

end module advection_kernels_mod
