! RUN: isotach explain %s
! RUN: isotach explain -I %S/inputs %s
! RUN: isotach explain --json -I %S/inputs %s
module physics
  use constants, only: factor, law
  implicit none
contains
  subroutine step(a, n)
    integer, intent(in) :: n
    real, intent(inout) :: a(n)
    integer :: i
    do i = 1, n
      a(i) = factor * law(a(i))
    end do
    do i = 1, n
      call external_step(a(i))
    end do
  end subroutine
end module
