! Every kind of specification statement: the tree has to be Flang's (test_oracles.py).
module m
  use, intrinsic :: iso_c_binding, only: c_int, dp => c_double, operator(+), assignment(=)
  use foo, bar => baz
  implicit none (type, external)
  private :: a, operator(.x.)
  public
  integer, parameter :: n = 3, k(2) = [1, 2]
  real(kind=dp), dimension(:,:), allocatable, target :: x, y(:)
  real*8 z
  character(len=*), intent(in) :: c
  character*10 d, e*5
  character(kind=1, len=:), pointer :: p => null()
  type, extends(base), public :: t(kk)
    integer, kind :: kk
    private
    sequence
    real, pointer :: q(:) => null()
    procedure(ifc), pointer, nopass :: pp => null()
  contains
    procedure, private :: aa => bb, cc
    generic :: operator(+) => aa, cc
    generic, public :: g => aa
    final :: fin
    procedure(ifc), deferred :: dd
  end type t
  interface operator(+)
    module procedure aa, bb
    function f(x) result(y) bind(c, name="f")
      import :: dp
      real(dp), value :: x
    end function
  end interface
  common /blk/ u, v(3) // w
  equivalence (u, v(1)), (a, b)
  data u, v /1.0, 3*2.0/, (w(i), i=1,3) /3*0/
  namelist /nl/ a, b /n2/ c
  parameter (pi = 3.14, e=2)
  save
  save a, /blk/
  external foo
  intrinsic sin
  dimension q(3:4)
  enum, bind(c)
    enumerator :: red = 1, green
  end enum
  procedure(ifc), pointer :: pq => null()
  class(*), allocatable :: cs
  type(t(3)), save :: tt
  integer(8) :: i8 = 3_8, co[*]
  pointer (ip, iv)
  logical, asynchronous, volatile :: l = .true.
  complex :: zz = (1.0, -2.0)
contains
  pure recursive real(dp) function g(a, b)
    real, optional :: a
    entry h(b)
    s(x) = x + 1
    write (6, '(a)', iostat=i, err=10) a, (b(i), i=1,2)
    open (unit=3, file='x', status="old")
    select type (q => a)
    type is (integer)
      x = 1
    class is (foo)
    class default
    end select
    forall (i=1:3, j=1:2:1, i>j) a(i) = b(i)
10  format (a, i3)
    stop 1
    error stop "x", quiet=.true.
    do concurrent (integer :: i=1:3, j=1:2, i/=j) local(x)
    end do
    deallocate (x, stat=i)
    allocate (real :: x(3:4), source=b)
  end function
  subroutine ss(*, a) bind(c)
  end subroutine
end module
