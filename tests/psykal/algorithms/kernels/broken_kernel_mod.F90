!> Faces of each cell for itself.
module broken_kernel_mod
  use argument_mod, only: arg_type, gh_field, gh_real, gh_write, gh_read, cell_column
  use fs_continuity_mod, only: w2, w2broken, w2h
  use kernel_mod, only: kernel_type
  implicit none
  private

  type, public, extends(kernel_type) :: broken_kernel_type
    private
    type(arg_type) :: meta_args(3) = (/ &
         arg_type(gh_field, gh_real, gh_write, w2broken), &
         arg_type(gh_field, gh_real, gh_read, w2), &
         arg_type(gh_field, gh_real, gh_read, w2h) /)
    integer :: operates_on = cell_column
  contains
    procedure, nopass :: broken_code
  end type

  public :: broken_code

contains

  subroutine broken_code( &
      nlayers, field_1_w2broken, field_2_w2, field_3_w2h, ndf_w2broken, undf_w2broken, &
      map_w2broken, ndf_w2, undf_w2, map_w2, ndf_w2h, undf_w2h, map_w2h)
    use constants_mod, only: i_def, r_def

    integer(kind=i_def), intent(in) :: nlayers
    integer(kind=i_def), intent(in) :: ndf_w2broken
    integer(kind=i_def), intent(in) :: undf_w2broken
    integer(kind=i_def), intent(in) :: ndf_w2
    integer(kind=i_def), intent(in) :: undf_w2
    integer(kind=i_def), intent(in) :: ndf_w2h
    integer(kind=i_def), intent(in) :: undf_w2h
    real(kind=r_def), intent(inout) :: field_1_w2broken(undf_w2broken)
    real(kind=r_def), intent(in) :: field_2_w2(undf_w2)
    real(kind=r_def), intent(in) :: field_3_w2h(undf_w2h)
    integer(kind=i_def), intent(in) :: map_w2broken(ndf_w2broken)
    integer(kind=i_def), intent(in) :: map_w2(ndf_w2)
    integer(kind=i_def), intent(in) :: map_w2h(ndf_w2h)
    integer(i_def) :: k, df
    real(r_def) :: total

    do k = 0, nlayers - 1
      total = real(k + 1, r_def)
      total = total + 2.0_r_def*sum(field_2_w2(map_w2 + k))
      total = total + 3.0_r_def*sum(field_3_w2h(map_w2h + k))
      total = modulo(total, 97.0_r_def)
      do df = 1, ndf_w2broken
        field_1_w2broken(map_w2broken(df) + k) = modulo(total + real(df, r_def), 97.0_r_def)
      end do
    end do
  end subroutine broken_code

end module
