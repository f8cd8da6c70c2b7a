! P9, faulty: an array of objects whose components are not attached.
program p09
  implicit none
  integer, parameter :: n = 100
  type :: variable
    real(8), allocatable :: a(:)
  end type
  type(variable) :: pv(3)
  integer :: i, j
  do j = 1, 3
    allocate (pv(j)%a(n))
    pv(j)%a = j
  end do
  !$acc enter data copyin(pv)
  do j = 1, 3
    !$acc parallel loop default(present)
    do i = 1, n
      pv(j)%a(i) = pv(j)%a(i) + 1
    end do
  end do
  !$acc exit data delete(pv)
  if (pv(3)%a(1) /= 4) stop 1
  print *, pv(3)%a(1)
end program
