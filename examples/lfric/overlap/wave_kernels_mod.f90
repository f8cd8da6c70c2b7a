!> A wave on the sphere: pressure in cells, momentum on faces.
module wave_kernels_mod
  use argument_mod,      only: arg_type, GH_FIELD, GH_SCALAR, GH_REAL, GH_READ, GH_INC, GH_READWRITE, GH_WRITE, &
                               STENCIL, CROSS, CELL_COLUMN
  use constants_mod,     only: i_def, r_def
  use fs_continuity_mod, only: W2, W3
  use kernel_mod,        only: kernel_type
  implicit none
  private

  !> Each face's momentum gains the pressure of the cell behind it and loses that of the cell before it.
  type, public, extends(kernel_type) :: push_kernel_type
    private
    type(arg_type) :: meta_args(3) = (/                   &
         arg_type(GH_FIELD,  GH_REAL, GH_INC,  W2),       &
         arg_type(GH_FIELD,  GH_REAL, GH_READ, W3),       &
         arg_type(GH_SCALAR, GH_REAL, GH_READ)            &
         /)
    integer :: operates_on = CELL_COLUMN
  contains
    procedure, nopass :: push_code
  end type push_kernel_type

  type, public, extends(kernel_type) :: gather_kernel_type
    private
    type(arg_type) :: meta_args(3) = (/                      &
         arg_type(GH_FIELD,  GH_REAL, GH_READWRITE, W3),     &
         arg_type(GH_FIELD,  GH_REAL, GH_READ,      W2),     &
         arg_type(GH_SCALAR, GH_REAL, GH_READ)               &
         /)
    integer :: operates_on = CELL_COLUMN
  contains
    procedure, nopass :: gather_code
  end type gather_kernel_type

  !> Smooths with neighbours two cells away.
  type, public, extends(kernel_type) :: smooth_kernel_type
    private
    type(arg_type) :: meta_args(2) = (/                            &
         arg_type(GH_FIELD, GH_REAL, GH_WRITE, W3),                &
         arg_type(GH_FIELD, GH_REAL, GH_READ,  W3, STENCIL(CROSS)) &
         /)
    integer :: operates_on = CELL_COLUMN
  contains
    procedure, nopass :: smooth_code
  end type smooth_kernel_type

  public :: push_code, gather_code, smooth_code

  !> Which way out is along the dof: west, south, east, north; the last two are bottom and top.
  real(r_def), parameter :: out(6) = [-1.0_r_def, 1.0_r_def, 1.0_r_def, -1.0_r_def, -1.0_r_def, 1.0_r_def]

contains

  subroutine push_code(nlayers, momentum, pressure, factor, ndf_w2, undf_w2, map_w2, ndf_w3, undf_w3, map_w3)
    integer(i_def), intent(in)    :: nlayers, ndf_w2, undf_w2, ndf_w3, undf_w3
    integer(i_def), intent(in)    :: map_w2(ndf_w2), map_w3(ndf_w3)
    real(r_def),    intent(inout) :: momentum(undf_w2)
    real(r_def),    intent(in)    :: pressure(undf_w3), factor
    integer(i_def) :: k

    do k = 0, nlayers - 1
      momentum(map_w2 + k) = momentum(map_w2 + k) + factor * out * pressure(map_w3(1) + k)
    end do
  end subroutine push_code

  subroutine gather_code(nlayers, pressure, momentum, factor, ndf_w3, undf_w3, map_w3, ndf_w2, undf_w2, map_w2)
    integer(i_def), intent(in)    :: nlayers, ndf_w2, undf_w2, ndf_w3, undf_w3
    integer(i_def), intent(in)    :: map_w2(ndf_w2), map_w3(ndf_w3)
    real(r_def),    intent(inout) :: pressure(undf_w3)
    real(r_def),    intent(in)    :: momentum(undf_w2), factor
    integer(i_def) :: k

    do k = 0, nlayers - 1
      pressure(map_w3(1) + k) = pressure(map_w3(1) + k) - factor * dot_product(out(1:4), momentum(map_w2(1:4) + k))
    end do
  end subroutine gather_code

  subroutine smooth_code(nlayers, smoothed, pressure, size, stencil_map, ndf, undf, map)
    integer(i_def), intent(in)    :: nlayers, size, ndf, undf
    integer(i_def), intent(in)    :: stencil_map(ndf, size), map(ndf)
    real(r_def),    intent(inout) :: smoothed(undf)
    real(r_def),    intent(in)    :: pressure(undf)
    integer(i_def) :: k, cell

    do k = 0, nlayers - 1
      smoothed(map(1) + k) = 0.0_r_def
      do cell = 1, size
        smoothed(map(1) + k) = smoothed(map(1) + k) + pressure(stencil_map(1, cell) + k)
      end do
      smoothed(map(1) + k) = smoothed(map(1) + k) / real(size, r_def)
    end do
  end subroutine smooth_code

end module wave_kernels_mod
