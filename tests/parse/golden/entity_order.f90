! RUN: not isotach parse --verify %s
! Dimensions stand before the length, as both compilers demand.
subroutine order
  character :: right(3)*8, also*8
  character :: wrong*8(3)
end subroutine
