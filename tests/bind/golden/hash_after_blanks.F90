! RUN: isotach build %s -m hashes --emit-only out > log
! RUN: sed 1d out/legalised/0/hash_after_blanks.F90
! What GNU Fortran compiles has # in column 1, and every line where it was.
subroutine hashes(x)
  real(8), intent(out) :: x
  #ifdef TWO
    # define VALUE 2
  #else
# define VALUE 1
	#endif
  x = VALUE + &
    # ifdef TWO
      1
    # else
      2
    # endif
end subroutine
