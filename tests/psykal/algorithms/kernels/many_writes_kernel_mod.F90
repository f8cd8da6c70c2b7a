!> Vertices, cells and levels at once.
module many_writes_kernel_mod
  use argument_mod, only: arg_type, gh_field, gh_real, gh_inc, gh_write, gh_readwrite, gh_read, &
                          cell_column
  use fs_continuity_mod, only: w0, w2, w3, wtheta
  use kernel_mod, only: kernel_type
  implicit none
  private

  type, public, extends(kernel_type) :: many_writes_kernel_type
    private
    type(arg_type) :: meta_args(4) = (/ &
         arg_type(gh_field, gh_real, gh_inc, w0), &
         arg_type(gh_field, gh_real, gh_write, w3), &
         arg_type(gh_field, gh_real, gh_readwrite, wtheta), &
         arg_type(gh_field, gh_real, gh_read, w2) /)
    integer :: operates_on = cell_column
  contains
    procedure, nopass :: many_writes_code
  end type

  public :: many_writes_code

contains

  subroutine many_writes_code( &
      nlayers, field_1_w0, field_2_w3, field_3_wtheta, field_4_w2, ndf_w0, undf_w0, map_w0, &
      ndf_w3, undf_w3, map_w3, ndf_wtheta, undf_wtheta, map_wtheta, ndf_w2, undf_w2, map_w2)
    use constants_mod, only: i_def, r_def

    integer(kind=i_def), intent(in) :: nlayers
    integer(kind=i_def), intent(in) :: ndf_w0
    integer(kind=i_def), intent(in) :: undf_w0
    integer(kind=i_def), intent(in) :: ndf_w3
    integer(kind=i_def), intent(in) :: undf_w3
    integer(kind=i_def), intent(in) :: ndf_wtheta
    integer(kind=i_def), intent(in) :: undf_wtheta
    integer(kind=i_def), intent(in) :: ndf_w2
    integer(kind=i_def), intent(in) :: undf_w2
    real(kind=r_def), intent(inout) :: field_1_w0(undf_w0)
    real(kind=r_def), intent(inout) :: field_2_w3(undf_w3)
    real(kind=r_def), intent(inout) :: field_3_wtheta(undf_wtheta)
    real(kind=r_def), intent(in) :: field_4_w2(undf_w2)
    integer(kind=i_def), intent(in) :: map_w0(ndf_w0)
    integer(kind=i_def), intent(in) :: map_w3(ndf_w3)
    integer(kind=i_def), intent(in) :: map_wtheta(ndf_wtheta)
    integer(kind=i_def), intent(in) :: map_w2(ndf_w2)
    integer(i_def) :: k, df
    real(r_def) :: total

    do k = 0, nlayers - 1
      total = real(k + 1, r_def)
      total = total + 2.0_r_def*sum(field_4_w2(map_w2 + k))
      total = modulo(total, 97.0_r_def)
      do df = 1, ndf_w0
        field_1_w0(map_w0(df) + k) = field_1_w0(map_w0(df) + k) + modulo(total + real(df, r_def), 97.0_r_def)
      end do
      do df = 1, ndf_w3
        field_2_w3(map_w3(df) + k) = modulo(total + real(df, r_def), 97.0_r_def)
      end do
      do df = 1, ndf_wtheta
        field_3_wtheta(map_wtheta(df) + k) = modulo(field_3_wtheta(map_wtheta(df) + k) + modulo(total &
          + real(df, r_def), 97.0_r_def), 97.0_r_def)
      end do
    end do
  end subroutine many_writes_code

end module
