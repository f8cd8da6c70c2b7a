module base
contains
  subroutine inner(x)
    real, intent(inout) :: x
    x = 1
  end subroutine
end module
module front
  use base
end module
