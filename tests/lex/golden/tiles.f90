! RUN: isotach parse --dump=tiles %s
!$acc parallel loop &
!$acc& gang
do i = 1, n ! loop
	a(i) = "x" // &
       b   ; c = 1
#if defined(X)
   d = 2
#endif
end do
end
