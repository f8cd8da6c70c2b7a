! RUN: isotach explain --dag step %s
subroutine step(a, b, n)
  integer, intent(in) :: n
  real, intent(inout) :: a(n), b(n)
  integer :: i
  real :: t
  t = a(1)
  do i = 2, n
    b(i) = t * a(i)
  end do
  a(1) = b(n)
  t = 0
end subroutine
