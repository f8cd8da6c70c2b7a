subroutine broken
  call s(
  !$acc parallel loop gang(
  x y z
end subroutine
