! RUN: isotach parse --dump=tree %s
! A tab in the first six columns leads to column 7, so that a line ends in column 72 as for the compilers.
	call key(overlay, xkeypos, ykeypos, xkeysize, xkeysizes, ykeysize,0,
     .		labels)
     	x = 2
	  y = 3
	1   + 4
     	1   + 5
10	x = "1234567890123456789012345678901234567890123456789012345678901234567890
     .end"
	end
