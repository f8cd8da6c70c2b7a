!> Kernels on integer fields.
module mark_kernels_mod
  use argument_mod,      only: arg_type, GH_FIELD, GH_SCALAR, GH_INTEGER, GH_READ, GH_WRITE, GH_READWRITE, GH_INC, &
                               STENCIL, REGION, CELL_COLUMN
  use constants_mod,     only: i_def
  use fs_continuity_mod, only: W0, W3
  use kernel_mod,        only: kernel_type
  implicit none
  private

  !> Counts the cells around a vertex that carry a mark.
  type, public, extends(kernel_type) :: count_marks_kernel_type
    private
    type(arg_type) :: meta_args(2) = (/                  &
         arg_type(GH_FIELD, GH_INTEGER, GH_INC,  W0),    &
         arg_type(GH_FIELD, GH_INTEGER, GH_READ, W3)     &
         /)
    integer :: operates_on = CELL_COLUMN
  contains
    procedure, nopass :: count_marks_code
  end type count_marks_kernel_type

  !> The rule of a cellular automaton: a cell lives next by the number of its living neighbours.
  type, public, extends(kernel_type) :: life_kernel_type
    private
    type(arg_type) :: meta_args(3) = (/                                  &
         arg_type(GH_FIELD,  GH_INTEGER, GH_WRITE, W3),                  &
         arg_type(GH_FIELD,  GH_INTEGER, GH_READ,  W3, STENCIL(REGION)), &
         arg_type(GH_SCALAR, GH_INTEGER, GH_READ)                        &
         /)
    integer :: operates_on = CELL_COLUMN
  contains
    procedure, nopass :: life_code
  end type life_kernel_type

  public :: count_marks_code, life_code

contains

  subroutine count_marks_code(nlayers, vertices, marks, ndf_w0, undf_w0, map_w0, ndf_w3, undf_w3, map_w3)
    integer(i_def), intent(in)    :: nlayers, ndf_w0, undf_w0, ndf_w3, undf_w3
    integer(i_def), intent(in)    :: map_w0(ndf_w0), map_w3(ndf_w3)
    integer(i_def), intent(inout) :: vertices(undf_w0)
    integer(i_def), intent(in)    :: marks(undf_w3)
    integer(i_def) :: k, df

    do k = 0, nlayers - 1
      do df = 1, ndf_w0
        vertices(map_w0(df) + k) = vertices(map_w0(df) + k) + marks(map_w3(1) + k)
      end do
    end do
  end subroutine count_marks_code

  subroutine life_code(nlayers, next, alive, size, stencil_map, birth, ndf, undf, map)
    integer(i_def), intent(in)    :: nlayers, size, birth, ndf, undf
    integer(i_def), intent(in)    :: stencil_map(ndf, size), map(ndf)
    integer(i_def), intent(inout) :: next(undf)
    integer(i_def), intent(in)    :: alive(undf)
    integer(i_def) :: k, cell, neighbours

    do k = 0, nlayers - 1
      neighbours = 0
      do cell = 2, size
        neighbours = neighbours + alive(stencil_map(1, cell) + k)
      end do
      if (neighbours == birth) then
        next(map(1) + k) = 1
      else if (neighbours == birth - 1) then
        next(map(1) + k) = alive(map(1) + k)
      else
        next(map(1) + k) = 0
      end if
    end do
  end subroutine life_code

end module mark_kernels_mod
