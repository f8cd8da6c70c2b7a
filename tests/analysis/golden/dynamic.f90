! RUN: isotach explain %s
! Type-bound functions, and procedures that call themselves: unknown with the reason, where the body is not known.
module m
  type :: counter
    integer :: n
  contains
    procedure :: plus
    procedure :: next
  end type
contains
  integer function plus(self, i)
    class(counter), intent(in) :: self
    integer, intent(in) :: i
    plus = self%n + i
  end function
  integer function next(self)
    class(counter), intent(inout) :: self
    self%n = self%n + 1
    next = self%n
  end function
  recursive subroutine halves(y, n)
    real, intent(inout) :: y(:)
    integer, intent(in) :: n
    integer :: i
    do i = 1, n ! unknown
      y(i) = 1
      if (n > 1) call halves(y, n / 2)
    end do
  end subroutine
  subroutine loops(o, p, y, n)
    class(counter), intent(inout) :: o
    type(counter), intent(inout) :: p
    integer, intent(in) :: n
    integer, intent(inout) :: y(n)
    integer :: i
    do i = 1, n ! unknown: which function this is
      y(i) = o%plus(i)
    end do
    do i = 1, n ! parallel
      y(i) = p%plus(i)
    end do
    do i = 1, n ! not: it counts
      y(i) = p%next()
    end do
  end subroutine
end module
