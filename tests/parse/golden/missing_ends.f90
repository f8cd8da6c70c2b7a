! RUN: not isotach parse %s
subroutine a
  do i = 1, 10
    if (x) then
      y = 1
  end do
end subroutine b
subroutine c
  end if
  else
  case (1)
end subroutine c
function f(x)
  where (x > 0)
    x = 1
