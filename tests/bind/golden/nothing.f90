! A build that offers nothing to Python makes no module, and says why.
! RUN: not isotach build %s -m nothing
! RUN: not isotach build %S/inputs/only_types.f90 -m nothing
! RUN: ls
module hidden
  implicit none
  private
  type :: state
    real(8) :: t
  end type
  public :: step
contains
  subroutine step(s)
    type(state), intent(inout) :: s
    s%t = s%t + 1
  end subroutine
end module
