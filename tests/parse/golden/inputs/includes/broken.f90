subroutine broken(x)
  real :: x
  include 'unknown_word.inc'
  x = 1
end subroutine broken
