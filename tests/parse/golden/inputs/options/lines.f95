subroutine lines(n)
  integer, intent(out) :: n
!$ if (n > 0) then
  n = 1
  end if
end subroutine
