!> Kernels on shared dofs that run on several threads: no two cells of one colour share a dof.
module paint_kernels_mod
  use argument_mod,      only: arg_type, GH_FIELD, GH_REAL, GH_READ, GH_WRITE, GH_INC, CELL_COLUMN
  use constants_mod,     only: i_def, r_def
  use fs_continuity_mod, only: W0, W1, W3
  use kernel_mod,        only: kernel_type
  implicit none
  private

  type, public, extends(kernel_type) :: vertices_kernel_type
    private
    type(arg_type) :: meta_args(2) = (/                 &
         arg_type(GH_FIELD, GH_REAL, GH_INC,  W0),      &
         arg_type(GH_FIELD, GH_REAL, GH_READ, W3)       &
         /)
    integer :: operates_on = CELL_COLUMN
  contains
    procedure, nopass :: vertices_code
  end type vertices_kernel_type

  type, public, extends(kernel_type) :: edges_kernel_type
    private
    type(arg_type) :: meta_args(2) = (/                 &
         arg_type(GH_FIELD, GH_REAL, GH_INC,  W1),      &
         arg_type(GH_FIELD, GH_REAL, GH_READ, W0)       &
         /)
    integer :: operates_on = CELL_COLUMN
  contains
    procedure, nopass :: edges_code
  end type edges_kernel_type

  public :: vertices_code, edges_code

contains

  subroutine vertices_code(nlayers, vertices, cells, ndf_w0, undf_w0, map_w0, ndf_w3, undf_w3, map_w3)
    integer(i_def), intent(in)    :: nlayers, ndf_w0, undf_w0, ndf_w3, undf_w3
    integer(i_def), intent(in)    :: map_w0(ndf_w0), map_w3(ndf_w3)
    real(r_def),    intent(inout) :: vertices(undf_w0)
    real(r_def),    intent(in)    :: cells(undf_w3)
    integer(i_def) :: k

    do k = 0, nlayers - 1
      vertices(map_w0 + k) = vertices(map_w0 + k) + cells(map_w3(1) + k)
    end do
  end subroutine vertices_code

  subroutine edges_code(nlayers, edges, vertices, ndf_w1, undf_w1, map_w1, ndf_w0, undf_w0, map_w0)
    integer(i_def), intent(in)    :: nlayers, ndf_w1, undf_w1, ndf_w0, undf_w0
    integer(i_def), intent(in)    :: map_w1(ndf_w1), map_w0(ndf_w0)
    real(r_def),    intent(inout) :: edges(undf_w1)
    real(r_def),    intent(in)    :: vertices(undf_w0)
    integer(i_def) :: k, df

    do k = 0, nlayers - 1
      do df = 1, ndf_w1
        edges(map_w1(df) + k) = edges(map_w1(df) + k) + sum(vertices(map_w0 + k))
      end do
    end do
  end subroutine edges_code

end module paint_kernels_mod
