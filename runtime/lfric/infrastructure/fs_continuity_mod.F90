! The function spaces, by number and by name. The numbers are those of core/element.h.
module fs_continuity_mod
  use constants_mod, only: i_def, l_def, str_short
  use lfric_core_mod, only: fail
  implicit none
  private

  integer(i_def), parameter, public :: W0 = 1, W1 = 2, W2 = 3, W2V = 4, W2H = 5, W2broken = 6, W2Hbroken = 7
  integer(i_def), parameter, public :: W2trace = 8, W2Vtrace = 9, W2Htrace = 10, W3 = 11, Wtheta = 12, Wchi = 13

  character(str_short), parameter :: names(13) = [character(str_short) :: 'W0', 'W1', 'W2', 'W2V', 'W2H', 'W2broken', &
      'W2Hbroken', 'W2trace', 'W2Vtrace', 'W2Htrace', 'W3', 'Wtheta', 'Wchi']

  public :: name_from_functionspace, functionspace_from_name
  public :: is_fs_horizontally_continuous, is_fs_vertically_continuous

contains

  function name_from_functionspace(fs) result(name)
    integer(i_def), intent(in) :: fs
    character(str_short) :: name
    if (fs < 1 .or. fs > size(names)) call fail('name_from_functionspace', 'no function space has this number')
    name = names(fs)
  end function name_from_functionspace

  function functionspace_from_name(name) result(fs)
    character(*), intent(in) :: name
    integer(i_def) :: fs
    do fs = 1, size(names)
      if (names(fs) == name) return
    end do
    call fail('functionspace_from_name', "no function space is called '"//trim(name)//"'")
  end function functionspace_from_name

  function is_fs_horizontally_continuous(fs) result(continuous)
    integer(i_def), intent(in) :: fs
    logical(l_def) :: continuous
    continuous = any(fs == [W0, W1, W2, W2H, W2trace, W2Htrace])
  end function is_fs_horizontally_continuous

  function is_fs_vertically_continuous(fs) result(continuous)
    integer(i_def), intent(in) :: fs
    logical(l_def) :: continuous
    continuous = any(fs == [W0, W1, W2, W2V, W2trace, W2Vtrace, Wtheta])
  end function is_fs_vertically_continuous
end module fs_continuity_mod
