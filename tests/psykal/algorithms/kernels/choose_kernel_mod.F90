!> Cells from vertical faces, a number and a switch.
module choose_kernel_mod
  use argument_mod, only: arg_type, gh_field, gh_real, gh_write, gh_read, gh_scalar, &
                          gh_integer, gh_logical, cell_column
  use fs_continuity_mod, only: w2v, w3
  use kernel_mod, only: kernel_type
  implicit none
  private

  type, public, extends(kernel_type) :: choose_kernel_type
    private
    type(arg_type) :: meta_args(4) = (/ &
         arg_type(gh_field, gh_real, gh_write, w3), &
         arg_type(gh_field, gh_real, gh_read, w2v), &
         arg_type(gh_scalar, gh_integer, gh_read), &
         arg_type(gh_scalar, gh_logical, gh_read) /)
    integer :: operates_on = cell_column
  contains
    procedure, nopass :: choose_code
  end type

  public :: choose_code

contains

  subroutine choose_code( &
      nlayers, field_1_w3, field_2_w2v, iscalar_3, lscalar_4, ndf_w3, undf_w3, map_w3, ndf_w2v, &
      undf_w2v, map_w2v)
    use constants_mod, only: i_def, l_def, r_def

    integer(kind=i_def), intent(in) :: nlayers
    integer(kind=i_def), intent(in) :: iscalar_3
    logical(kind=l_def), intent(in) :: lscalar_4
    integer(kind=i_def), intent(in) :: ndf_w3
    integer(kind=i_def), intent(in) :: undf_w3
    integer(kind=i_def), intent(in) :: ndf_w2v
    integer(kind=i_def), intent(in) :: undf_w2v
    real(kind=r_def), intent(inout) :: field_1_w3(undf_w3)
    real(kind=r_def), intent(in) :: field_2_w2v(undf_w2v)
    integer(kind=i_def), intent(in) :: map_w3(ndf_w3)
    integer(kind=i_def), intent(in) :: map_w2v(ndf_w2v)
    integer(i_def) :: k, df
    real(r_def) :: total

    do k = 0, nlayers - 1
      total = real(k + 1, r_def)
      total = total + real(iscalar_3, r_def)
      if (lscalar_4) total = total + 5.0_r_def
      total = total + 2.0_r_def*sum(field_2_w2v(map_w2v + k))
      total = modulo(total, 97.0_r_def)
      do df = 1, ndf_w3
        field_1_w3(map_w3(df) + k) = modulo(total + real(df, r_def), 97.0_r_def)
      end do
    end do
  end subroutine choose_code

end module
