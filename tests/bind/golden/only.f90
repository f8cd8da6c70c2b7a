! RUN: not isotach build %s -m only_some --only hidden --only m.derived --only nowhere --emit-only out
module m
  private :: hidden
  type :: t
    integer :: i
  end type t
contains
  subroutine hidden()
  end subroutine hidden
  subroutine derived(x)
    type(t), intent(in) :: x
  end subroutine derived
  subroutine fine()
  end subroutine fine
end module m
