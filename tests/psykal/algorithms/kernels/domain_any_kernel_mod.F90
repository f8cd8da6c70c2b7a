!> All columns of any discontinuous space.
module domain_any_kernel_mod
  use argument_mod, only: arg_type, gh_field, gh_real, gh_readwrite, any_discontinuous_space_1, &
                          gh_read, any_discontinuous_space_2, gh_scalar, domain
  use kernel_mod, only: kernel_type
  implicit none
  private

  type, public, extends(kernel_type) :: domain_any_kernel_type
    private
    type(arg_type) :: meta_args(3) = (/ &
         arg_type(gh_field, gh_real, gh_readwrite, any_discontinuous_space_1), &
         arg_type(gh_field, gh_real, gh_read, any_discontinuous_space_2), &
         arg_type(gh_scalar, gh_real, gh_read) /)
    integer :: operates_on = domain
  contains
    procedure, nopass :: domain_any_code
  end type

  public :: domain_any_code

contains

  subroutine domain_any_code( &
      nlayers, ncell_2d_no_halos, field_1_ads1_field_1, field_2_ads2_field_2, rscalar_3, &
      ndf_ads1_field_1, undf_ads1_field_1, map_ads1_field_1, ndf_ads2_field_2, undf_ads2_field_2, &
      map_ads2_field_2)
    use constants_mod, only: i_def, r_def

    integer(kind=i_def), intent(in) :: nlayers
    integer(kind=i_def), intent(in) :: ncell_2d_no_halos
    real(kind=r_def), intent(in) :: rscalar_3
    integer(kind=i_def), intent(in) :: ndf_ads1_field_1
    integer(kind=i_def), intent(in) :: undf_ads1_field_1
    integer(kind=i_def), intent(in) :: ndf_ads2_field_2
    integer(kind=i_def), intent(in) :: undf_ads2_field_2
    real(kind=r_def), intent(inout) :: field_1_ads1_field_1(undf_ads1_field_1)
    real(kind=r_def), intent(in) :: field_2_ads2_field_2(undf_ads2_field_2)
    integer(kind=i_def), intent(in) :: map_ads1_field_1(ndf_ads1_field_1, ncell_2d_no_halos)
    integer(kind=i_def), intent(in) :: map_ads2_field_2(ndf_ads2_field_2, ncell_2d_no_halos)
    integer(i_def) :: cell, k, df
    real(r_def) :: total

    do cell = 1, ncell_2d_no_halos
      do k = 0, nlayers - 1
        total = real(k + 1, r_def)
        total = total + rscalar_3
        total = total + 2.0_r_def*sum(field_2_ads2_field_2(map_ads2_field_2(:, cell) + k))
        total = modulo(total, 97.0_r_def)
        do df = 1, ndf_ads1_field_1
          field_1_ads1_field_1(map_ads1_field_1(df, cell) &
            + k) = modulo(field_1_ads1_field_1(map_ads1_field_1(df, cell) + k) + modulo(total &
              + real(df, r_def), 97.0_r_def), 97.0_r_def)
        end do
      end do
    end do
  end subroutine domain_any_code

end module
