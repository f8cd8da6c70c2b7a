! RUN: not isotach write --remove 4 %s
! RUN: not isotach write --remove 8 --move 9:15 --move 10:7 --move 12:15 --wrap-if 7-8:.true. --wrap-if 10-14:.true. %s
! RUN: not isotach write --rename-local s:x=y --rename-local none:x=y --rename-local s:n=m %s

subroutine s(n)
  integer :: n, x, y
  x = 0
10 x = 1
  !$acc parallel loop
  do x = 1, n
#ifdef OTHER
    n = 2
#endif
  end do
  if (n > 1) go to 10
end subroutine s
