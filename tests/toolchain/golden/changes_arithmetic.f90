! Options in a file are not seen by their words, but in what the linker made.
! RUN: echo -Ofast >options; not isotach build %s -m fast --ldflags=@options
subroutine halve(x)
  real(8), intent(inout) :: x
  x = x/2
end subroutine
