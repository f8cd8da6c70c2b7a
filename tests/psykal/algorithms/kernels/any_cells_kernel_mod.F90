!> Spaces whose dofs cells do not share.
module any_cells_kernel_mod
  use argument_mod, only: arg_type, gh_field, gh_real, gh_readwrite, any_discontinuous_space_1, &
                          gh_read, any_discontinuous_space_2, any_space_1, cell_column
  use kernel_mod, only: kernel_type
  implicit none
  private

  type, public, extends(kernel_type) :: any_cells_kernel_type
    private
    type(arg_type) :: meta_args(3) = (/ &
         arg_type(gh_field, gh_real, gh_readwrite, any_discontinuous_space_1), &
         arg_type(gh_field, gh_real, gh_read, any_discontinuous_space_2), &
         arg_type(gh_field, gh_real, gh_read, any_space_1) /)
    integer :: operates_on = cell_column
  contains
    procedure, nopass :: any_cells_code
  end type

  public :: any_cells_code

contains

  subroutine any_cells_code( &
      nlayers, field_1_ads1_field_1, field_2_ads2_field_2, field_3_as1_field_3, ndf_ads1_field_1, &
      undf_ads1_field_1, map_ads1_field_1, ndf_ads2_field_2, undf_ads2_field_2, map_ads2_field_2, &
      ndf_as1_field_3, undf_as1_field_3, map_as1_field_3)
    use constants_mod, only: i_def, r_def

    integer(kind=i_def), intent(in) :: nlayers
    integer(kind=i_def), intent(in) :: ndf_ads1_field_1
    integer(kind=i_def), intent(in) :: undf_ads1_field_1
    integer(kind=i_def), intent(in) :: ndf_ads2_field_2
    integer(kind=i_def), intent(in) :: undf_ads2_field_2
    integer(kind=i_def), intent(in) :: ndf_as1_field_3
    integer(kind=i_def), intent(in) :: undf_as1_field_3
    real(kind=r_def), intent(inout) :: field_1_ads1_field_1(undf_ads1_field_1)
    real(kind=r_def), intent(in) :: field_2_ads2_field_2(undf_ads2_field_2)
    real(kind=r_def), intent(in) :: field_3_as1_field_3(undf_as1_field_3)
    integer(kind=i_def), intent(in) :: map_ads1_field_1(ndf_ads1_field_1)
    integer(kind=i_def), intent(in) :: map_ads2_field_2(ndf_ads2_field_2)
    integer(kind=i_def), intent(in) :: map_as1_field_3(ndf_as1_field_3)
    integer(i_def) :: k, df
    real(r_def) :: total

    do k = 0, nlayers - 1
      total = real(k + 1, r_def)
      total = total + 2.0_r_def*sum(field_2_ads2_field_2(map_ads2_field_2 + k))
      total = total + 3.0_r_def*sum(field_3_as1_field_3(map_as1_field_3 + k))
      total = modulo(total, 97.0_r_def)
      do df = 1, ndf_ads1_field_1
        field_1_ads1_field_1(map_ads1_field_1(df) &
          + k) = modulo(field_1_ads1_field_1(map_ads1_field_1(df) + k) + modulo(total + real(df, &
            r_def), 97.0_r_def), 97.0_r_def)
      end do
    end do
  end subroutine any_cells_code

end module
