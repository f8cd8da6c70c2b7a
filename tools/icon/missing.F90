! What ICON's turbulence uses of the rest of ICON, as far as it uses it: names and interfaces, written for this example.
! ISOTACH_SINGLE makes its working precision single.
module mo_kind
  implicit none
  integer, parameter :: sp = selected_real_kind(6, 37), dp = selected_real_kind(12, 307)
#ifdef ISOTACH_SINGLE
  integer, parameter :: wp = sp, vp = sp
#else
  integer, parameter :: wp = dp, vp = dp
#endif
  integer, parameter :: i4 = selected_int_kind(9), i8 = selected_int_kind(18)
end module
module mo_impl_constants
  implicit none
  integer, parameter :: max_dom = 1, max_ntracer = 1, max_char_length = 256
end module
module mo_exception
  implicit none
  character(len=1000) :: message_text = ''
contains
  subroutine message(name, text)
    character(len=*), intent(in) :: name, text
    write (*, '(4a)') trim(name), ': ', trim(text)
  end subroutine
  subroutine finish(name, text)
    character(len=*), intent(in) :: name
    character(len=*), intent(in), optional :: text
    if (present(text)) then
      error stop name // text
    end if
    error stop name
  end subroutine
end module
module mo_mpi
  implicit none
contains
  integer function get_my_global_mpi_id()
    get_my_global_mpi_id = 0
  end function
end module
module mo_atm_phy_nwp_config
  implicit none
  logical :: lcuda_graph_turb_tran = .false.
  type t_atm_phy_nwp_config
    integer :: inwp_turb = 1
  end type
  type(t_atm_phy_nwp_config) :: atm_phy_nwp_config(1)
end module
module mo_lnd_nwp_config
  implicit none
  logical :: lseaice = .true., llake = .true., lterra_urb = .false.
  integer :: itype_kbmo = 2, itype_eisa = 3
end module
module sfc_flake_data
  use mo_kind, only: wp
  implicit none
  real(wp), parameter :: h_ice_min_flk = 1.0e-9_wp
end module
module mo_fortran_tools
  implicit none
contains
  subroutine set_acc_host_or_device(lzacc, lacc)
    logical, intent(out) :: lzacc
    logical, intent(in), optional :: lacc
    lzacc = .false.
#ifdef _OPENACC
    if (present(lacc)) lzacc = lacc
#endif
  end subroutine
end module
