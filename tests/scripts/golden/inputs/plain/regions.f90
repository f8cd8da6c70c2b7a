subroutine regions(a, b, n)
  implicit none
  integer, intent(in) :: n
  real, intent(inout) :: a(n), b(n)
  integer :: i
  real    :: t

  do i = 1, n
    t = a(i)
    a(i) = t * 2.0
  end do
  do i = 1, n
    b(i) = b(i) + a(n)
  end do
  t = 0.0
  do i = 1, n
    t = t + b(i)
  end do
  b(1) = t
end subroutine
