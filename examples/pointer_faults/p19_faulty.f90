! P19, faulty: the host reads what a queue may still be changing.
program p19
  implicit none
  integer, parameter :: n = 100
  real(8) :: a(n)
  integer :: i
  a = 1
  !$acc data copy(a)
  !$acc parallel loop present(a) async(1)
  do i = 1, n
    a(i) = a(i) + i
  end do
  !$acc update host(a) async(1)
  print *, a(n)
  !$acc wait(1)
  !$acc end data
  if (a(n) /= n + 1) stop 1
end program
