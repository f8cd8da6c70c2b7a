!> All columns in one call.
module whole_domain_kernel_mod
  use argument_mod, only: arg_type, gh_field, gh_real, gh_write, gh_readwrite, gh_read, &
                          gh_scalar, gh_integer, domain
  use fs_continuity_mod, only: w2v, w3, wtheta
  use kernel_mod, only: kernel_type
  implicit none
  private

  type, public, extends(kernel_type) :: whole_domain_kernel_type
    private
    type(arg_type) :: meta_args(4) = (/ &
         arg_type(gh_field, gh_real, gh_write, w3), &
         arg_type(gh_field, gh_real, gh_readwrite, wtheta), &
         arg_type(gh_field*2, gh_real, gh_read, w2v), &
         arg_type(gh_scalar, gh_integer, gh_read) /)
    integer :: operates_on = domain
  contains
    procedure, nopass :: whole_domain_code
  end type

  public :: whole_domain_code

contains

  subroutine whole_domain_code( &
      nlayers, ncell_2d_no_halos, field_1_w3, field_2_wtheta, field_3_w2v_v1, field_3_w2v_v2, &
      iscalar_4, ndf_w3, undf_w3, map_w3, ndf_wtheta, undf_wtheta, map_wtheta, ndf_w2v, undf_w2v, &
      map_w2v)
    use constants_mod, only: i_def, r_def

    integer(kind=i_def), intent(in) :: nlayers
    integer(kind=i_def), intent(in) :: ncell_2d_no_halos
    integer(kind=i_def), intent(in) :: iscalar_4
    integer(kind=i_def), intent(in) :: ndf_w3
    integer(kind=i_def), intent(in) :: undf_w3
    integer(kind=i_def), intent(in) :: ndf_wtheta
    integer(kind=i_def), intent(in) :: undf_wtheta
    integer(kind=i_def), intent(in) :: ndf_w2v
    integer(kind=i_def), intent(in) :: undf_w2v
    real(kind=r_def), intent(inout) :: field_1_w3(undf_w3)
    real(kind=r_def), intent(inout) :: field_2_wtheta(undf_wtheta)
    real(kind=r_def), intent(in) :: field_3_w2v_v1(undf_w2v)
    real(kind=r_def), intent(in) :: field_3_w2v_v2(undf_w2v)
    integer(kind=i_def), intent(in) :: map_w3(ndf_w3, ncell_2d_no_halos)
    integer(kind=i_def), intent(in) :: map_wtheta(ndf_wtheta, ncell_2d_no_halos)
    integer(kind=i_def), intent(in) :: map_w2v(ndf_w2v, ncell_2d_no_halos)
    integer(i_def) :: cell, k, df
    real(r_def) :: total

    do cell = 1, ncell_2d_no_halos
      do k = 0, nlayers - 1
        total = real(k + 1, r_def)
        total = total + real(iscalar_4, r_def)
        total = total + 2.0_r_def*sum(field_3_w2v_v1(map_w2v(:, cell) + k))
        total = total + 3.0_r_def*sum(field_3_w2v_v2(map_w2v(:, cell) + k))
        total = modulo(total, 97.0_r_def)
        do df = 1, ndf_w3
          field_1_w3(map_w3(df, cell) + k) = modulo(total + real(df, r_def), 97.0_r_def)
        end do
        do df = 1, ndf_wtheta
          field_2_wtheta(map_wtheta(df, cell) + k) = modulo(field_2_wtheta(map_wtheta(df, cell) + k) &
            + modulo(total + real(df, r_def), 97.0_r_def), 97.0_r_def)
        end do
      end do
    end do
  end subroutine whole_domain_code

end module
