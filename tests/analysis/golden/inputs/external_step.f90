subroutine external_step(x)
  real, intent(inout) :: x
  x = x + 1
end subroutine
