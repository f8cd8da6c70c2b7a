module unreached_generic
  private
  type :: t
    integer :: i
  end type
  public :: step
  interface step
    module procedure step_t
  end interface
contains
  subroutine step_t(x)
    type(t), intent(inout) :: x
    x%i = 1
  end subroutine
end module
