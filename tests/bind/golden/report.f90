! What Python gets and what it does not get, for every kind of thing that a file may declare.
! RUN: isotach build %s -m account --emit-only binding --report
! RUN: isotach build %s -m account --emit-only binding
! RUN: isotach build %S/inputs/module_front.f90 -m account --emit-only binding --report
! RUN: isotach build %s -m account --emit-only binding --json | python3 -c "import json, sys; made = json.load(sys.stdin); print(len(made['wrapped']), [(s['name'], s['what'], s['public'], s['line']) for s in made['skipped']])"
! RUN: isotach build %s -m account --emit-only binding --only chosen --report
! RUN: not isotach build %S/inputs/main_alone.f90 -m account
! RUN: not isotach build %S/inputs/all_private.f90 -m account
! RUN: not isotach build %S/inputs/unreached_generic.f90 -m account
! RUN: not isotach build %S/inputs/comment_alone.f90 -m account
module account
  implicit none
  private
  type, public :: state
    integer :: i
  contains
    procedure :: advance
  end type
  type :: hidden
    integer :: i
  end type
  abstract interface
    subroutine action(x)
      real, intent(inout) :: x
    end subroutine
  end interface
  enum, bind(c)
    enumerator :: first = 1
  end enum
  interface operator(+)
    module procedure add
  end interface
  interface step
    module procedure step_state, step_real
  end interface
  interface step_all
    module procedure step_state
  end interface
  real, parameter, public :: tenth = 0.1
  real, public :: level
  character(len=:), allocatable, public :: title
  real :: secret
  procedure(action), pointer, public :: current
  public :: chosen, half, first, step, step_all, operator(+)
contains
  subroutine chosen(x)
    real, intent(inout) :: x
    x = 2 * x
  end subroutine
  real function half(x)
    real, intent(in) :: x
    half = x / 2
  end function
  subroutine step_state(s)
    type(state), intent(inout) :: s
    s%i = s%i + 1
  end subroutine
  subroutine step_real(x)
    real, intent(inout) :: x
    x = x + 1
  end subroutine
  function add(a, b)
    type(state), intent(in) :: a, b
    type(state) :: add
    add%i = a%i + b%i
  end function
  subroutine advance(this)
    class(state), intent(inout) :: this
    this%i = this%i + 1
  end subroutine
end module
subroutine outside(x)
  real, intent(inout) :: x
  x = 1
  return
  entry other(x)
  x = 2
end subroutine
program driver
  use account
end program
