! Kinds and lines that options change: -freal-4-real-8 -fopenmp.
subroutine plus(x, n, y)
  integer, intent(in) :: n
  real(4), intent(in) :: x(*)
  real(8), intent(out) :: y
  y = sum(x(1:n))
end subroutine
subroutine team(n, k)
  integer, intent(in) :: n
  integer, intent(out) :: k(n &
!$  + 1 &
  )
  k = n
end subroutine
