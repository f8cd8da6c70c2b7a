!> Spaces on the faces.
module traces_kernel_mod
  use argument_mod, only: arg_type, gh_field, gh_real, gh_inc, gh_readwrite, gh_read, &
                          cell_column
  use fs_continuity_mod, only: w2htrace, w2trace, w2vtrace, w3
  use kernel_mod, only: kernel_type
  implicit none
  private

  type, public, extends(kernel_type) :: traces_kernel_type
    private
    type(arg_type) :: meta_args(4) = (/ &
         arg_type(gh_field, gh_real, gh_inc, w2trace), &
         arg_type(gh_field, gh_real, gh_inc, w2htrace), &
         arg_type(gh_field, gh_real, gh_readwrite, w2vtrace), &
         arg_type(gh_field, gh_real, gh_read, w3) /)
    integer :: operates_on = cell_column
  contains
    procedure, nopass :: traces_code
  end type

  public :: traces_code

contains

  subroutine traces_code( &
      nlayers, field_1_w2trace, field_2_w2htrace, field_3_w2vtrace, field_4_w3, ndf_w2trace, &
      undf_w2trace, map_w2trace, ndf_w2htrace, undf_w2htrace, map_w2htrace, ndf_w2vtrace, &
      undf_w2vtrace, map_w2vtrace, ndf_w3, undf_w3, map_w3)
    use constants_mod, only: i_def, r_def

    integer(kind=i_def), intent(in) :: nlayers
    integer(kind=i_def), intent(in) :: ndf_w2trace
    integer(kind=i_def), intent(in) :: undf_w2trace
    integer(kind=i_def), intent(in) :: ndf_w2htrace
    integer(kind=i_def), intent(in) :: undf_w2htrace
    integer(kind=i_def), intent(in) :: ndf_w2vtrace
    integer(kind=i_def), intent(in) :: undf_w2vtrace
    integer(kind=i_def), intent(in) :: ndf_w3
    integer(kind=i_def), intent(in) :: undf_w3
    real(kind=r_def), intent(inout) :: field_1_w2trace(undf_w2trace)
    real(kind=r_def), intent(inout) :: field_2_w2htrace(undf_w2htrace)
    real(kind=r_def), intent(inout) :: field_3_w2vtrace(undf_w2vtrace)
    real(kind=r_def), intent(in) :: field_4_w3(undf_w3)
    integer(kind=i_def), intent(in) :: map_w2trace(ndf_w2trace)
    integer(kind=i_def), intent(in) :: map_w2htrace(ndf_w2htrace)
    integer(kind=i_def), intent(in) :: map_w2vtrace(ndf_w2vtrace)
    integer(kind=i_def), intent(in) :: map_w3(ndf_w3)
    integer(i_def) :: k, df
    real(r_def) :: total

    do k = 0, nlayers - 1
      total = real(k + 1, r_def)
      total = total + 2.0_r_def*sum(field_4_w3(map_w3 + k))
      total = modulo(total, 97.0_r_def)
      do df = 1, ndf_w2trace
        field_1_w2trace(map_w2trace(df) + k) = field_1_w2trace(map_w2trace(df) + k) + modulo(total &
          + real(df, r_def), 97.0_r_def)
      end do
      do df = 1, ndf_w2htrace
        field_2_w2htrace(map_w2htrace(df) + k) = field_2_w2htrace(map_w2htrace(df) + k) + modulo(total &
          + real(df, r_def), 97.0_r_def)
      end do
      do df = 1, ndf_w2vtrace
        field_3_w2vtrace(map_w2vtrace(df) + k) = modulo(field_3_w2vtrace(map_w2vtrace(df) + k) &
          + modulo(total + real(df, r_def), 97.0_r_def), 97.0_r_def)
      end do
    end do
  end subroutine traces_code

end module
