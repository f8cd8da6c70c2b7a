! P7, fixed: pointers that are swapped inside a data construct.
program p07
  implicit none
  integer, parameter :: n = 100
  real(8), target :: a(n), b(n)
  real(8), pointer, contiguous :: x(:), y(:), t(:)
  integer :: i, step
  a = 1
  b = 0
  x => a
  y => b
  !$acc data copy(a) copy(b)
  do step = 1, 3
    !$acc parallel loop present(x, y)
    do i = 1, n
      y(i) = x(i) + 1
    end do
    t => x
    x => y
    y => t
  end do
  !$acc end data
  if (any(x /= 4)) stop 1
  print *, sum(x)
end program
