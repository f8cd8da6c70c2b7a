! RUN: not isotach parse %s
! The last lines are right, so that the file is Fortran on the whole.
program bad
  data i /(i, i=1,2)/
  print *, v(1, *)
  print *,
  x = f()%y
  x = j[*]
  allocate (z[1:, *], w(2)[1, 1])
  deallocate (z(1))
  vec(:) => arr
  open (1, iostat=2, iomsg='no')
  open ()
  read (5, *, end=1e1) x
  fail image (1)
  i = 1; i = 2; i = 3; i = 4; i = 5; i = 6; i = 7; i = 8; i = 9; i = 10; i = 11; i = 12; i = 13; i = 14; i = 15; i = 16; i = 17; i = 18; i = 19; i = 20; i = 21; i = 22; i = 23; i = 24; i = 25
end program
subroutine s bind(c)
end subroutine
subroutine formats
10 format (1x, a, q5, f7.2)
11 format (1x, t)
12 format (1x, 'text', i5.3, 3hABC, 1pe12.4e3, 2(tl3, tr2, ss, bn, :), $, es10.3, z8, en12.4, dt'x')
end subroutine
