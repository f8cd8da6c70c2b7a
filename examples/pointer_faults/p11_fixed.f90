! P11, fixed: a pointer that is not associated.
program p11
  implicit none
  integer, parameter :: n = 100
  real(8), pointer, contiguous :: extra(:)
  real(8) :: a(n)
  integer :: i
  a = 1
  nullify (extra)
  !$acc data copy(a)
  !$acc parallel loop default(present)
  do i = 1, n
    a(i) = a(i) + 1
  end do
  !$acc end data
  if (associated(extra)) then
    !$acc parallel loop copy(a) copyin(extra)
    do i = 1, n
      a(i) = a(i) + extra(i)
    end do
  end if
  if (any(a /= 2)) stop 1
  print *, sum(a)
end program
