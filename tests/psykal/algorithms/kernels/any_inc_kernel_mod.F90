!> Adds to whatever space.
module any_inc_kernel_mod
  use argument_mod, only: arg_type, gh_field, gh_real, gh_inc, any_space_1, gh_read, &
                          any_space_2, gh_scalar, cell_column
  use kernel_mod, only: kernel_type
  implicit none
  private

  type, public, extends(kernel_type) :: any_inc_kernel_type
    private
    type(arg_type) :: meta_args(3) = (/ &
         arg_type(gh_field, gh_real, gh_inc, any_space_1), &
         arg_type(gh_field, gh_real, gh_read, any_space_2), &
         arg_type(gh_scalar, gh_real, gh_read) /)
    integer :: operates_on = cell_column
  contains
    procedure, nopass :: any_inc_code
  end type

  public :: any_inc_code

contains

  subroutine any_inc_code( &
      nlayers, field_1_as1_field_1, field_2_as2_field_2, rscalar_3, ndf_as1_field_1, &
      undf_as1_field_1, map_as1_field_1, ndf_as2_field_2, undf_as2_field_2, map_as2_field_2)
    use constants_mod, only: i_def, r_def

    integer(kind=i_def), intent(in) :: nlayers
    real(kind=r_def), intent(in) :: rscalar_3
    integer(kind=i_def), intent(in) :: ndf_as1_field_1
    integer(kind=i_def), intent(in) :: undf_as1_field_1
    integer(kind=i_def), intent(in) :: ndf_as2_field_2
    integer(kind=i_def), intent(in) :: undf_as2_field_2
    real(kind=r_def), intent(inout) :: field_1_as1_field_1(undf_as1_field_1)
    real(kind=r_def), intent(in) :: field_2_as2_field_2(undf_as2_field_2)
    integer(kind=i_def), intent(in) :: map_as1_field_1(ndf_as1_field_1)
    integer(kind=i_def), intent(in) :: map_as2_field_2(ndf_as2_field_2)
    integer(i_def) :: k, df
    real(r_def) :: total

    do k = 0, nlayers - 1
      total = real(k + 1, r_def)
      total = total + rscalar_3
      total = total + 2.0_r_def*sum(field_2_as2_field_2(map_as2_field_2 + k))
      total = modulo(total, 97.0_r_def)
      do df = 1, ndf_as1_field_1
        field_1_as1_field_1(map_as1_field_1(df) + k) = field_1_as1_field_1(map_as1_field_1(df) + k) &
          + modulo(total + real(df, r_def), 97.0_r_def)
      end do
    end do
  end subroutine any_inc_code

end module
