!> A vector of edges from a vector of vertices.
module vector_inc_kernel_mod
  use argument_mod, only: arg_type, gh_field, gh_real, gh_inc, gh_read, cell_column
  use fs_continuity_mod, only: w0, w1
  use kernel_mod, only: kernel_type
  implicit none
  private

  type, public, extends(kernel_type) :: vector_inc_kernel_type
    private
    type(arg_type) :: meta_args(2) = (/ &
         arg_type(gh_field*3, gh_real, gh_inc, w1), &
         arg_type(gh_field*2, gh_real, gh_read, w0) /)
    integer :: operates_on = cell_column
  contains
    procedure, nopass :: vector_inc_code
  end type

  public :: vector_inc_code

contains

  subroutine vector_inc_code( &
      nlayers, field_1_w1_v1, field_1_w1_v2, field_1_w1_v3, field_2_w0_v1, field_2_w0_v2, ndf_w1, &
      undf_w1, map_w1, ndf_w0, undf_w0, map_w0)
    use constants_mod, only: i_def, r_def

    integer(kind=i_def), intent(in) :: nlayers
    integer(kind=i_def), intent(in) :: ndf_w1
    integer(kind=i_def), intent(in) :: undf_w1
    integer(kind=i_def), intent(in) :: ndf_w0
    integer(kind=i_def), intent(in) :: undf_w0
    real(kind=r_def), intent(inout) :: field_1_w1_v1(undf_w1)
    real(kind=r_def), intent(inout) :: field_1_w1_v2(undf_w1)
    real(kind=r_def), intent(inout) :: field_1_w1_v3(undf_w1)
    real(kind=r_def), intent(in) :: field_2_w0_v1(undf_w0)
    real(kind=r_def), intent(in) :: field_2_w0_v2(undf_w0)
    integer(kind=i_def), intent(in) :: map_w1(ndf_w1)
    integer(kind=i_def), intent(in) :: map_w0(ndf_w0)
    integer(i_def) :: k, df
    real(r_def) :: total

    do k = 0, nlayers - 1
      total = real(k + 1, r_def)
      total = total + 2.0_r_def*sum(field_2_w0_v1(map_w0 + k))
      total = total + 3.0_r_def*sum(field_2_w0_v2(map_w0 + k))
      total = modulo(total, 97.0_r_def)
      do df = 1, ndf_w1
        field_1_w1_v1(map_w1(df) + k) = field_1_w1_v1(map_w1(df) + k) + modulo(total + real(df, r_def), &
          97.0_r_def)
      end do
      do df = 1, ndf_w1
        field_1_w1_v2(map_w1(df) + k) = field_1_w1_v2(map_w1(df) + k) + modulo(total + real(df, r_def), &
          97.0_r_def)
      end do
      do df = 1, ndf_w1
        field_1_w1_v3(map_w1(df) + k) = field_1_w1_v3(map_w1(df) + k) + modulo(total + real(df, r_def), &
          97.0_r_def)
      end do
    end do
  end subroutine vector_inc_code

end module
