!> Horizontal and vertical faces apart.
module horizontal_kernel_mod
  use argument_mod, only: arg_type, gh_field, gh_real, gh_inc, gh_readwrite, gh_read, &
                          cell_column
  use fs_continuity_mod, only: w2h, w2v, wtheta
  use kernel_mod, only: kernel_type
  implicit none
  private

  type, public, extends(kernel_type) :: horizontal_kernel_type
    private
    type(arg_type) :: meta_args(3) = (/ &
         arg_type(gh_field, gh_real, gh_inc, w2h), &
         arg_type(gh_field, gh_real, gh_readwrite, w2v), &
         arg_type(gh_field, gh_real, gh_read, wtheta) /)
    integer :: operates_on = cell_column
  contains
    procedure, nopass :: horizontal_code
  end type

  public :: horizontal_code

contains

  subroutine horizontal_code( &
      nlayers, field_1_w2h, field_2_w2v, field_3_wtheta, ndf_w2h, undf_w2h, map_w2h, ndf_w2v, &
      undf_w2v, map_w2v, ndf_wtheta, undf_wtheta, map_wtheta)
    use constants_mod, only: i_def, r_def

    integer(kind=i_def), intent(in) :: nlayers
    integer(kind=i_def), intent(in) :: ndf_w2h
    integer(kind=i_def), intent(in) :: undf_w2h
    integer(kind=i_def), intent(in) :: ndf_w2v
    integer(kind=i_def), intent(in) :: undf_w2v
    integer(kind=i_def), intent(in) :: ndf_wtheta
    integer(kind=i_def), intent(in) :: undf_wtheta
    real(kind=r_def), intent(inout) :: field_1_w2h(undf_w2h)
    real(kind=r_def), intent(inout) :: field_2_w2v(undf_w2v)
    real(kind=r_def), intent(in) :: field_3_wtheta(undf_wtheta)
    integer(kind=i_def), intent(in) :: map_w2h(ndf_w2h)
    integer(kind=i_def), intent(in) :: map_w2v(ndf_w2v)
    integer(kind=i_def), intent(in) :: map_wtheta(ndf_wtheta)
    integer(i_def) :: k, df
    real(r_def) :: total

    do k = 0, nlayers - 1
      total = real(k + 1, r_def)
      total = total + 2.0_r_def*sum(field_3_wtheta(map_wtheta + k))
      total = modulo(total, 97.0_r_def)
      do df = 1, ndf_w2h
        field_1_w2h(map_w2h(df) + k) = field_1_w2h(map_w2h(df) + k) + modulo(total + real(df, r_def), &
          97.0_r_def)
      end do
      do df = 1, ndf_w2v
        field_2_w2v(map_w2v(df) + k) = modulo(field_2_w2v(map_w2v(df) + k) + modulo(total + real(df, &
          r_def), 97.0_r_def), 97.0_r_def)
      end do
    end do
  end subroutine horizontal_code

end module
