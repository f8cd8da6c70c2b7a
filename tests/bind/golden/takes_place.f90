! An external procedure with the name of something of ours is there instead of it, which is said.
! RUN: isotach build %s -m places --emit-only out | sed 's/ in .*//'
integer function error(n)
  integer, intent(in) :: n
  error = n
end function
