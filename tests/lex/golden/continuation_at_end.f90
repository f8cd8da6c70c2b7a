! RUN: not isotach parse %s
program p
  x = 1 + &
  ! nothing follows
