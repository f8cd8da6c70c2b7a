! P11, faulty: a pointer that is not associated.
program p11
  implicit none
  integer, parameter :: n = 100
  real(8), pointer, contiguous :: extra(:)
  real(8) :: a(n)
  integer :: i
  a = 1
  nullify (extra)
  !$acc data copy(a) copyin(extra)
  !$acc parallel loop default(present)
  do i = 1, n
    a(i) = a(i) + 1
  end do
  !$acc end data
  if (any(a /= 2)) stop 1
  print *, sum(a)
end program
