!> Vectors on any space.
module vector_any_kernel_mod
  use argument_mod, only: arg_type, gh_field, gh_real, gh_readwrite, any_discontinuous_space_3, &
                          gh_read, any_space_2, cell_column
  use kernel_mod, only: kernel_type
  implicit none
  private

  type, public, extends(kernel_type) :: vector_any_kernel_type
    private
    type(arg_type) :: meta_args(2) = (/ &
         arg_type(gh_field*2, gh_real, gh_readwrite, any_discontinuous_space_3), &
         arg_type(gh_field*3, gh_real, gh_read, any_space_2) /)
    integer :: operates_on = cell_column
  contains
    procedure, nopass :: vector_any_code
  end type

  public :: vector_any_code

contains

  subroutine vector_any_code( &
      nlayers, field_1_ads3_field_1_v1, field_1_ads3_field_1_v2, field_2_as2_field_2_v1, &
      field_2_as2_field_2_v2, field_2_as2_field_2_v3, ndf_ads3_field_1, undf_ads3_field_1, &
      map_ads3_field_1, ndf_as2_field_2, undf_as2_field_2, map_as2_field_2)
    use constants_mod, only: i_def, r_def

    integer(kind=i_def), intent(in) :: nlayers
    integer(kind=i_def), intent(in) :: ndf_ads3_field_1
    integer(kind=i_def), intent(in) :: undf_ads3_field_1
    integer(kind=i_def), intent(in) :: ndf_as2_field_2
    integer(kind=i_def), intent(in) :: undf_as2_field_2
    real(kind=r_def), intent(inout) :: field_1_ads3_field_1_v1(undf_ads3_field_1)
    real(kind=r_def), intent(inout) :: field_1_ads3_field_1_v2(undf_ads3_field_1)
    real(kind=r_def), intent(in) :: field_2_as2_field_2_v1(undf_as2_field_2)
    real(kind=r_def), intent(in) :: field_2_as2_field_2_v2(undf_as2_field_2)
    real(kind=r_def), intent(in) :: field_2_as2_field_2_v3(undf_as2_field_2)
    integer(kind=i_def), intent(in) :: map_ads3_field_1(ndf_ads3_field_1)
    integer(kind=i_def), intent(in) :: map_as2_field_2(ndf_as2_field_2)
    integer(i_def) :: k, df
    real(r_def) :: total

    do k = 0, nlayers - 1
      total = real(k + 1, r_def)
      total = total + 2.0_r_def*sum(field_2_as2_field_2_v1(map_as2_field_2 + k))
      total = total + 3.0_r_def*sum(field_2_as2_field_2_v2(map_as2_field_2 + k))
      total = total + 4.0_r_def*sum(field_2_as2_field_2_v3(map_as2_field_2 + k))
      total = modulo(total, 97.0_r_def)
      do df = 1, ndf_ads3_field_1
        field_1_ads3_field_1_v1(map_ads3_field_1(df) &
          + k) = modulo(field_1_ads3_field_1_v1(map_ads3_field_1(df) + k) + modulo(total + real(df, &
            r_def), 97.0_r_def), 97.0_r_def)
      end do
      do df = 1, ndf_ads3_field_1
        field_1_ads3_field_1_v2(map_ads3_field_1(df) &
          + k) = modulo(field_1_ads3_field_1_v2(map_ads3_field_1(df) + k) + modulo(total + real(df, &
            r_def), 97.0_r_def), 97.0_r_def)
      end do
    end do
  end subroutine vector_any_code

end module
