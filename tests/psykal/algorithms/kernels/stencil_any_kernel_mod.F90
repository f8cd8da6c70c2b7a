!> Stencils on any space.
module stencil_any_kernel_mod
  use argument_mod, only: arg_type, gh_field, gh_real, gh_inc, any_space_1, gh_read, &
                          any_space_2, stencil, x1d, any_discontinuous_space_1, cross2d, &
                          cell_column
  use kernel_mod, only: kernel_type
  implicit none
  private

  type, public, extends(kernel_type) :: stencil_any_kernel_type
    private
    type(arg_type) :: meta_args(3) = (/ &
         arg_type(gh_field, gh_real, gh_inc, any_space_1), &
         arg_type(gh_field, gh_real, gh_read, any_space_2, stencil(x1d)), &
         arg_type(gh_field, gh_real, gh_read, any_discontinuous_space_1, stencil(cross2d)) /)
    integer :: operates_on = cell_column
  contains
    procedure, nopass :: stencil_any_code
  end type

  public :: stencil_any_code

contains

  subroutine stencil_any_code( &
      nlayers, field_1_as1_field_1, field_2_as2_field_2, field_2_stencil_size, &
      field_2_stencil_dofmap, field_3_ads1_field_3, field_3_stencil_size, &
      field_3_max_branch_length, field_3_stencil_dofmap, ndf_as1_field_1, undf_as1_field_1, &
      map_as1_field_1, ndf_as2_field_2, undf_as2_field_2, map_as2_field_2, ndf_ads1_field_3, &
      undf_ads1_field_3, map_ads1_field_3)
    use constants_mod, only: i_def, r_def

    integer(kind=i_def), intent(in) :: nlayers
    integer(kind=i_def), intent(in) :: field_2_stencil_size
    integer(kind=i_def), intent(in) :: field_3_max_branch_length
    integer(kind=i_def), intent(in) :: ndf_as1_field_1
    integer(kind=i_def), intent(in) :: undf_as1_field_1
    integer(kind=i_def), intent(in) :: ndf_as2_field_2
    integer(kind=i_def), intent(in) :: undf_as2_field_2
    integer(kind=i_def), intent(in) :: ndf_ads1_field_3
    integer(kind=i_def), intent(in) :: undf_ads1_field_3
    real(kind=r_def), intent(inout) :: field_1_as1_field_1(undf_as1_field_1)
    real(kind=r_def), intent(in) :: field_2_as2_field_2(undf_as2_field_2)
    integer(kind=i_def), intent(in) :: field_2_stencil_dofmap(ndf_as2_field_2, field_2_stencil_size)
    real(kind=r_def), intent(in) :: field_3_ads1_field_3(undf_ads1_field_3)
    integer(kind=i_def), intent(in) :: field_3_stencil_size(4)
    integer(kind=i_def), intent(in) :: field_3_stencil_dofmap(ndf_ads1_field_3, field_3_max_branch_length, 4)
    integer(kind=i_def), intent(in) :: map_as1_field_1(ndf_as1_field_1)
    integer(kind=i_def), intent(in) :: map_as2_field_2(ndf_as2_field_2)
    integer(kind=i_def), intent(in) :: map_ads1_field_3(ndf_ads1_field_3)
    integer(i_def) :: k, branch, branch_cell, df
    real(r_def) :: total

    do k = 0, nlayers - 1
      total = real(k + 1, r_def)
      do branch_cell = 1, field_2_stencil_size
        total = total + real(branch_cell, r_def)*sum(field_2_as2_field_2(field_2_stencil_dofmap(:, &
          branch_cell) + k))
      end do
      do branch = 1, 4
        do branch_cell = 1, field_3_stencil_size(branch)
          total = total + real(branch*branch_cell, &
            r_def)*sum(field_3_ads1_field_3(field_3_stencil_dofmap(:, branch_cell, branch) + k))
        end do
      end do
      total = modulo(total, 97.0_r_def)
      do df = 1, ndf_as1_field_1
        field_1_as1_field_1(map_as1_field_1(df) + k) = field_1_as1_field_1(map_as1_field_1(df) + k) &
          + modulo(total + real(df, r_def), 97.0_r_def)
      end do
    end do
  end subroutine stencil_any_code

end module
