! RUN: not isotach parse %s
program p
  x = 1 § 2
  x = 2
  x = 3
end program p
