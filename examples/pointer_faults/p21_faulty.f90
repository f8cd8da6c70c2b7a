! P21, faulty: a scalar that a region changes and the host reads.
program p21
  implicit none
  integer, parameter :: n = 100
  real(8) :: a(n)
  logical :: again
  integer :: i, steps
  a = 1
  steps = 0
  !$acc data copy(a)
  again = .true.
  do while (again)
    again = .false.
    !$acc parallel loop present(a)
    do i = 1, n
      a(i) = 2 * a(i)
      if (a(i) < 100) then
        !$acc atomic write
        again = .true.
      end if
    end do
    steps = steps + 1
  end do
  !$acc end data
  if (steps /= 7) stop 1
  print *, steps
end program
