!> Three spaces of any kind.
module any_three_kernel_mod
  use argument_mod, only: arg_type, gh_field, gh_real, gh_inc, any_space_9, gh_read, &
                          any_space_1, any_space_3, cell_column
  use kernel_mod, only: kernel_type
  implicit none
  private

  type, public, extends(kernel_type) :: any_three_kernel_type
    private
    type(arg_type) :: meta_args(4) = (/ &
         arg_type(gh_field, gh_real, gh_inc, any_space_9), &
         arg_type(gh_field, gh_real, gh_read, any_space_1), &
         arg_type(gh_field, gh_real, gh_read, any_space_9), &
         arg_type(gh_field, gh_real, gh_read, any_space_3) /)
    integer :: operates_on = cell_column
  contains
    procedure, nopass :: any_three_code
  end type

  public :: any_three_code

contains

  subroutine any_three_code( &
      nlayers, field_1_as9_field_1, field_2_as1_field_2, field_3_as9_field_1, field_4_as3_field_4, &
      ndf_as9_field_1, undf_as9_field_1, map_as9_field_1, ndf_as1_field_2, undf_as1_field_2, &
      map_as1_field_2, ndf_as3_field_4, undf_as3_field_4, map_as3_field_4)
    use constants_mod, only: i_def, r_def

    integer(kind=i_def), intent(in) :: nlayers
    integer(kind=i_def), intent(in) :: ndf_as9_field_1
    integer(kind=i_def), intent(in) :: undf_as9_field_1
    integer(kind=i_def), intent(in) :: ndf_as1_field_2
    integer(kind=i_def), intent(in) :: undf_as1_field_2
    integer(kind=i_def), intent(in) :: ndf_as3_field_4
    integer(kind=i_def), intent(in) :: undf_as3_field_4
    real(kind=r_def), intent(inout) :: field_1_as9_field_1(undf_as9_field_1)
    real(kind=r_def), intent(in) :: field_2_as1_field_2(undf_as1_field_2)
    real(kind=r_def), intent(in) :: field_3_as9_field_1(undf_as9_field_1)
    real(kind=r_def), intent(in) :: field_4_as3_field_4(undf_as3_field_4)
    integer(kind=i_def), intent(in) :: map_as9_field_1(ndf_as9_field_1)
    integer(kind=i_def), intent(in) :: map_as1_field_2(ndf_as1_field_2)
    integer(kind=i_def), intent(in) :: map_as3_field_4(ndf_as3_field_4)
    integer(i_def) :: k, df
    real(r_def) :: total

    do k = 0, nlayers - 1
      total = real(k + 1, r_def)
      total = total + 2.0_r_def*sum(field_2_as1_field_2(map_as1_field_2 + k))
      total = total + 3.0_r_def*sum(field_3_as9_field_1(map_as9_field_1 + k))
      total = total + 4.0_r_def*sum(field_4_as3_field_4(map_as3_field_4 + k))
      total = modulo(total, 97.0_r_def)
      do df = 1, ndf_as9_field_1
        field_1_as9_field_1(map_as9_field_1(df) + k) = field_1_as9_field_1(map_as9_field_1(df) + k) &
          + modulo(total + real(df, r_def), 97.0_r_def)
      end do
    end do
  end subroutine any_three_code

end module
