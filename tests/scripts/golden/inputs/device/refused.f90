! What OpenACC cannot be, or is not proved to be.
module refused_mod
  implicit none
  type :: state
    real, allocatable :: t(:)
  end type state
  real :: shared(10)
contains
  subroutine works(n, a, b, s)
    integer, intent(in) :: n
    real, intent(inout) :: a(n), b(*)
    type(state), intent(inout) :: s
    real :: t
    integer :: i
    do i = 2, n                       ! 1: an iteration reads what another writes
      a(i) = a(i-1) + 1.0
    end do
    do i = 1, n                       ! 2: input and output
      print *, a(i)
    end do
    do i = 1, n                       ! 3: a call
      call other(a(i))
    end do
    do i = 1, n                       ! 4: a value from the last iteration
      t = a(i)
      a(i) = 2.0 * t
    end do
    a(1) = t
    do i = 1, n                       ! 5: an array without an end
      b(i) = a(i)
    end do
    do i = 1, n                       ! 6: a structure
      s%t(i) = a(i)
    end do
    if (n > 3) then
      do i = 1, n                     ! 7: RETURN
        if (a(i) < 0.0) return
      end do
    end if
  end subroutine works
  subroutine other(x)
    real, intent(inout) :: x
    x = x + shared(1)
  end subroutine other
end module refused_mod
