c RUN: isotach parse --dump=tree %s
      subroutine labelled(a, n)
      real a(n, n)
      do 10 i = 1, n
      do 10 j = 1, n
   10 a(i, j) = 0.0
      do 20 i = 1, n
      do 30 j = 1, n
      if (a(i, j)) 25, 30, 20
   25 continue
   30 continue
   20 continue
      do 40, while (n .gt. 3)
      n = n - 1
   40 end do
      goto (10, 20), n
      assign 20 to k
      return
  100 format (1x, 'text', 3hABC, f8.2)
      end
