! RUN: isotach explain --device %s
! RUN: isotach explain --device %s:44 --json
! What a region needs on the device, changes there and reaches; data that stay resident across a call.
module device_physics
  implicit none
  real(8) :: gravity = 9.81d0
  type :: field
    real(8), allocatable :: a(:)
  end type
contains
  real(8) function weight(mass)
    real(8), intent(in) :: mass
    weight = mass * gravity
  end function

  subroutine step(n, x)
    integer, intent(in) :: n
    type(field), intent(inout) :: x
    integer :: i
    !$acc parallel loop default(present)
    do i = 1, n
      x%a(i) = x%a(i) + weight(1d0)
    end do
  end subroutine
end module

program device
  use device_physics, only: field, step
  implicit none
  type(field) :: x
  integer :: i
  real(8) :: total
  allocate (x%a(10))
  x%a = 1
  !$acc enter data copyin(x)
  !$acc enter data copyin(x%a)
  call step(10, x)
  !$acc update host(x%a)
  total = sum(x%a)
  !$acc exit data delete(x%a)
  !$acc exit data delete(x)
  total = 0
  !$acc parallel copy(total)
  do i = 1, 10
    print *, i
    total = total + i
  end do
  !$acc end parallel
  print *, total
end program
