!> Arrays that are the same for all cells.
module constants_kernel_mod
  use argument_mod, only: arg_type, gh_field, gh_real, gh_inc, gh_scalar_array, gh_read, &
                          gh_integer, gh_logical, cell_column
  use fs_continuity_mod, only: w0, w3
  use kernel_mod, only: kernel_type
  implicit none
  private

  type, public, extends(kernel_type) :: constants_kernel_type
    private
    type(arg_type) :: meta_args(5) = (/ &
         arg_type(gh_field, gh_real, gh_inc, w0), &
         arg_type(gh_scalar_array, gh_real, gh_read, 1), &
         arg_type(gh_scalar_array, gh_integer, gh_read, 2), &
         arg_type(gh_field, gh_real, gh_read, w3), &
         arg_type(gh_scalar_array, gh_logical, gh_read, 1) /)
    integer :: operates_on = cell_column
  contains
    procedure, nopass :: constants_code
  end type

  public :: constants_code

contains

  subroutine constants_code( &
      nlayers, field_1_w0, dims_rscalar_array_2, rscalar_array_2, dims_iscalar_array_3, &
      iscalar_array_3, field_4_w3, dims_lscalar_array_5, lscalar_array_5, ndf_w0, undf_w0, map_w0, &
      ndf_w3, undf_w3, map_w3)
    use constants_mod, only: i_def, l_def, r_def

    integer(kind=i_def), intent(in) :: nlayers
    integer(kind=i_def), intent(in) :: ndf_w0
    integer(kind=i_def), intent(in) :: undf_w0
    integer(kind=i_def), intent(in) :: ndf_w3
    integer(kind=i_def), intent(in) :: undf_w3
    real(kind=r_def), intent(inout) :: field_1_w0(undf_w0)
    integer(kind=i_def), intent(in) :: dims_rscalar_array_2(1)
    real(kind=r_def), intent(in) :: rscalar_array_2(dims_rscalar_array_2(1))
    integer(kind=i_def), intent(in) :: dims_iscalar_array_3(2)
    integer(kind=i_def), intent(in) :: iscalar_array_3(dims_iscalar_array_3(1), dims_iscalar_array_3(2))
    real(kind=r_def), intent(in) :: field_4_w3(undf_w3)
    integer(kind=i_def), intent(in) :: dims_lscalar_array_5(1)
    logical(kind=l_def), intent(in) :: lscalar_array_5(dims_lscalar_array_5(1))
    integer(kind=i_def), intent(in) :: map_w0(ndf_w0)
    integer(kind=i_def), intent(in) :: map_w3(ndf_w3)
    integer(i_def) :: k, df
    real(r_def) :: total

    do k = 0, nlayers - 1
      total = real(k + 1, r_def)
      total = total + sum(rscalar_array_2)
      total = total + real(sum(iscalar_array_3), r_def)
      total = total + real(count(lscalar_array_5), r_def)
      total = total + 2.0_r_def*sum(field_4_w3(map_w3 + k))
      total = modulo(total, 97.0_r_def)
      do df = 1, ndf_w0
        field_1_w0(map_w0(df) + k) = field_1_w0(map_w0(df) + k) + modulo(total + real(df, r_def), 97.0_r_def)
      end do
    end do
  end subroutine constants_code

end module
