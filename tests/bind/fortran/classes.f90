!> Things that have state, and one that has none.
module tank
  implicit none
  private
  integer, parameter, public :: levels = 3
  real(8), public :: leak = 0            !< what each step takes away [m]
  logical, public, protected :: open = .false.
  real(8), pointer :: water(:) => null()
  public :: fill, step, level, drain, measure
  interface measure
    module procedure measure_one, measure_all
  end interface
contains
  !> Opens the tank.
  subroutine fill(n, depth, status, message, self)
    !isotach keep(depth, until=drain)
    !isotach raises(status, message)
    integer, intent(in) :: n
    real(8), intent(inout), target :: depth(n)   !< of each cell [m]
    integer, intent(in), optional :: self        !< a name that Python's methods have, too
    integer, intent(out) :: status
    character(len=*), intent(out) :: message
    status = 0
    message = ''
    if (any(depth < 0)) then
      status = 1
      message = 'a depth is negative'
      return
    end if
    water => depth
    open = .true.
    if (present(self)) leak = self
  end subroutine
  subroutine step(dt)
    real(8), intent(in), optional :: dt
    water = water - leak*merge(dt, 1d0, present(dt))
    call count_steps()
  end subroutine
  function level(cell)
    integer, intent(in) :: cell
    real(8) :: level
    level = water(cell)
  end function
  subroutine count_steps()
    integer :: steps = 0
    steps = steps + 1
  end subroutine
  real(8) function measure_one(x)
    real(8), intent(in) :: x
    measure_one = x
  end function
  real(8) function measure_all(x)
    real(8), intent(in) :: x(:)
    measure_all = sum(x)
  end function
  subroutine drain()
    if (leak > 100) error stop 'the tank is stuck'
    nullify(water)
    open = .false.
  end subroutine
end module

module plain
  implicit none
  integer, parameter :: two = 2
contains
  subroutine start(factor)
    real(8), intent(in) :: factor
    if (factor < 0) error stop 'negative'
  end subroutine
  real(8) function twice(x)
    real(8), intent(in) :: x
    twice = two*x
  end function
  subroutine gone()
  end subroutine
  real(8) function answer() result(value)
    real(8), external :: elsewhere
    value = elsewhere(1)
  end function
  integer function made_up(n)
    integer, intent(in) :: n
    made_up = n
  end function
end module
