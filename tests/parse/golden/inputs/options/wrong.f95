subroutine wrong()
!$ integer :: k
  nothing helps here
end subroutine
