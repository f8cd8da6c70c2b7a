! P4, faulty: a component that gets another target while its object is on the device.
program p04
  implicit none
  integer, parameter :: n = 100
  type :: state
    real(8), pointer, contiguous :: now(:) => null()
  end type
  type(state) :: s
  real(8), target :: a(n), b(n)
  integer :: i
  a = 1
  b = 2
  s%now => a
  !$acc enter data copyin(a, b, s)
  !$acc enter data attach(s%now)
  s%now => b
  !$acc parallel loop default(present)
  do i = 1, n
    s%now(i) = 0
  end do
  !$acc exit data delete(s)
  !$acc exit data copyout(a, b)
  if (any(a /= 1) .or. any(b /= 0)) stop 1
  print *, sum(a), sum(b)
end program
