! RUN: not isotach parse %s
subroutine s
  &
  a = 1 + 2 &
  &
  b = 1
  c = 1 + &
  &
  2
end subroutine
