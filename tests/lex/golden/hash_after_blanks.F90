! RUN: isotach parse --dump=tokens %s
! Blanks before # as NVIDIA's preprocessor takes them, also inside a statement and where the view does not go.
subroutine s
   #define TWO 2
  # ifdef TWO
  a = TWO + &
	#if 0
      3
	#else
      4
	#endif
  # else
    #ifdef NOT_THERE
  a = TWO
    #endif
  # endif
  b = 'x&
  #if&
  &y'
end subroutine
