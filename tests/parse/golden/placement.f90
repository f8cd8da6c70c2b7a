! RUN: not isotach parse --strict %s
module m
  implicit none
  use iso_c_binding
  x = 1
  type t
    integer :: a
    data a /1/
    public
    integer, kind, private :: k
  contains
    procedure :: p
    contains
  end type
  interface
    integer :: i
    subroutine s
      i = 1
    end subroutine
  end interface
  enum, bind(c)
    enumerator :: red
    integer :: y
  end enum
contains
  integer :: z
  subroutine p(self)
    class(t) :: self
    integer, len :: n
    implicit none
    self%a = 1
    integer :: late
    !$omp threadprivate(late)
    if (self%a > 0) then
      real :: inside
    end if
    where (a > 0)
      call q
    elsewhere
      a = 0
    elsewhere
      a = 1
    end where
    block
      implicit none
    end block
  end subroutine
end module
block data
  print *, 1
end block data

! A statement function stands among declarations, whatever it looks like.
function f(x)
  real :: x, f, g, y
  g(y) = 2 * y
  real :: h
#ifdef A
  f = 1
#else
  integer :: k
#endif
  integer :: l
  f = g(x)
end function
