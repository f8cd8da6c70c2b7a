subroutine threads(n)
  integer, intent(out) :: n
#ifdef _OPENMP
  n = 2
#else
  this is for OpenMP only
#endif
end subroutine
