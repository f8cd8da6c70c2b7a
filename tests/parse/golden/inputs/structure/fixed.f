c     Labelled loops with a shared end, records, and what fixed form brings.
#define SIZE 10
#define _wp _8
      program fixed
      implicit real*8 (a-h, o-z)
      structure /point/
        integer*2 i(SIZE)
      end structure
      record /point/ p
      byte b
      dimension a(SIZE), c(2:SIZE)
      equivalence (a(1), c(2))
      data a /SIZE*0.0_wp/, i /-1/
      assign 30 to k
      do 10 i = 1, SIZE
      do 10 j = 1, i
        if (a(i) - 1.0) 10, 20, 30
 20     a(i) = 3h a  + 4.e0
 10   continue
 30   goto k, (10, 30)
      write (*, 40) (a(i), i = 1, 3)
 40   format (1x, 3f10.3)
	print *, 'tab'
	1, b
      end
