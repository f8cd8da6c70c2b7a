! Parameterised types, bindings, coarrays, constructs with names of their own.
module m
  use a, only:
  use a, operator(.x.) => operator(.y.)
  import, none
  implicit none
  type t(k, l)
    integer, kind :: k = 3
    integer, len :: l
    real, pointer, contiguous :: x(:), y(3:4)
    procedure(real), pass(x), pointer :: p
  contains
    procedure, pass(y) :: q
    procedure, non_overridable, nopass :: r
  end type
  interface foo
   procedure a
  end interface foo
  interface operator(.x.)
   procedure :: a
  end interface operator(.x.)
contains
  subroutine s
    character*(*) x, y*(*)
    character*8, parameter :: z = 'a'
    x = t(3,4)(a=3)
    call s(%ref(x), *10)
    sync images (*)
    change team (t, a[*] => b)
    end team
    allocate (integer :: x(3,2:3)[2,3:*], y[*])
    allocate (character(len=3) :: z)
    select type (x)
    type is (character(*))
    type is (t)
    class is (t)
    end select
    critical (stat=i)
    end critical
    select case (i)
    case (:3, 4:, 5)
    case default
    end select
    read (10, fmt=20, end=30) a, (b(i), i=1, 2)
    write (*, foo)
    write (unit=6, fmt=*) a
    write (fmt=*, unit=6) a
    wait (3)
    flush (3)
    endfile 3
    close (unit=3, status='keep')
    x%re = 1
    x = c_'a' // "b""c"
    x = .not. a .and. b
    x = 1.e5_dp
    x = (/ 1, 2 /)
    error stop 1
    nullify (x%p, q)
    return 1
    if (a) exit foo
    if (a) cycle
    x(1:2)(3:) = 'a'
    x = a(1)%b[3]
    x = -1
    x = - a * b
    x = a - (-1)
    data (x(i), i=1,2) /2*1/
  end subroutine
  function f() bind(c) result(x)
    real f
  end function f
end module
