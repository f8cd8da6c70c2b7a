!> Turbulence of a column.
module turb
  implicit none
  integer, parameter :: nsoil = 3        !< soil layers
  real(8), parameter :: pi = 3.141592653589793d0
  real(8), parameter :: depth(3) = [0.1d0, 0.3d0, 1.0d0]   !< layer depths [m]
  character(len=8), parameter :: label = 'turb'
  real(8) :: dt = 0.5d0                  !< time step [s]
  integer :: steps = 7
  logical :: active = .true.
  complex(4) :: phase = (1.0, 2.0)
  character(len=6) :: scheme = 'tke'
  real(4) :: profile(2,3) = 0.0          !< reference profile [K]
  integer(8), protected :: calls = 0
  real(8), allocatable :: work(:)
  real(8) :: hidden_value = 1
  type :: state_t
    real(8) :: x
  end type state_t
  type(state_t) :: state
  private :: hidden_value, secret
contains
  !> Mixes a column.
  !> Explicit in time.
  subroutine mix(nproma, nlev, t, k, tend)
    integer, intent(in) :: nproma          !< block length
    integer, intent(in) :: nlev            !< levels
    real(8), intent(in) :: t(nproma, nlev)     !< temperature [K]
    real(8), intent(in) :: k(nproma, 0:nlev)   !< diffusivity [m2 s-1]
    real(8), intent(out) :: tend(nproma, nlev) !< tendency [K s-1]
    integer :: j
    do j = 1, nlev
      tend(:, j) = t(:, j) + 10 * k(:, j) + k(:, 0)
    end do
  end subroutine mix
  subroutine update(n, x)
    integer, intent(in) :: n
    real(8), intent(inout) :: x(n)
    x = x + dt
    calls = calls + 1
  end subroutine update
  subroutine legacy(n, x)
    integer :: n
    real(8) :: x(n)
    x = 2 * x
    n = -1
  end subroutine legacy
  subroutine advance(x, status)
    real(8), intent(inout) :: x
    integer, intent(inout) :: status
    x = x + 1
    status = status * 2
  end subroutine advance
  function total(x) result(s)
    real(8), intent(in) :: x(:, :)
    real(8) :: s
    s = sum(x)
  end function total
  function ramp(n, start) result(r)
    integer, intent(in) :: n
    real(8), intent(in), optional :: start
    real(8) :: r(0:n-1)
    integer :: i
    do i = 0, n - 1
      r(i) = i
    end do
    if (present(start)) r = r + start
  end function ramp
  subroutine chosen(n, x, mask, factor, m, seen)
    integer, intent(in) :: n
    real(8), intent(in) :: x(n)
    real(8), intent(in), optional :: mask(:)
    real(8), intent(inout), optional :: factor
    integer, intent(in), optional :: m(n)
    integer, intent(out) :: seen
    seen = 0
    if (present(mask)) seen = seen + 1 + 10 * size(mask)
    if (present(factor)) then
      seen = seen + 2
      factor = -factor
    end if
    if (present(m)) seen = seen + 4
  end subroutine chosen
  subroutine fill(a)
    real(8), intent(out) :: a(:, :)
    a = 5
  end subroutine fill
  subroutine first(a, n, s)
    integer, intent(in) :: n
    real(8), intent(in) :: a(*)
    real(8), intent(out) :: s
    s = sum(a(1:n))
  end subroutine first
  subroutine columns(a, n, m, s)
    integer, intent(in) :: n, m
    real(8), intent(in) :: a(n, *)
    real(8), intent(out) :: s
    s = sum(a(:, 1:m))
  end subroutine columns
  subroutine sized(a, b)
    real(8), intent(in) :: a(:, :)
    real(8), intent(out) :: b(size(a), 2*size(a, 2))
    b = 1
  end subroutine sized
  subroutine shapes(n, m, a, b, c)
    integer, intent(in) :: n, m
    real(4), intent(in) :: a(2*n+1)
    real(4), intent(in) :: b(n*m)
    real(4), intent(out) :: c(max(n, 2), m**2)
    c = size(a) + size(b)
  end subroutine shapes
  subroutine huge_shape(n, m, a)
    integer, intent(in) :: n, m
    real(8), intent(out) :: a(n*m)
    a = 0
  end subroutine huge_shape
  subroutine tiny_size(n, a)
    integer(1), intent(in) :: n
    real(8), intent(in) :: a(n)
  end subroutine tiny_size
  subroutine greet(name, code, reply, length)
    character(len=*), intent(in) :: name
    character(len=4), intent(in) :: code
    character(len=10), intent(out) :: reply
    integer, intent(out) :: length
    reply = trim(code) // '/' // name
    length = len(name)
  end subroutine greet
  function tag(i) result(text)
    integer, intent(in) :: i
    character(len=5) :: text
    write (text, '(i3)') i
  end function tag
  subroutine noted(text, given)
    character(len=*), intent(in), optional :: text
    integer, intent(out) :: given
    given = -1
    if (present(text)) given = len(text)
  end subroutine noted
  subroutine keyword(lambda, in, class)
    real(8), intent(in) :: lambda, in
    real(8), intent(out) :: class
    class = lambda - in
  end subroutine keyword
  subroutine checked(x, status, message)
    !isotach raises(status, message)
    real(8), intent(in) :: x
    integer, intent(out) :: status
    character(len=*), intent(out) :: message
    status = 0
    message = ''
    if (x < 0) then
      status = 3
      message = 'x is negative'
    end if
  end subroutine checked
  subroutine counted(x, y, status)
    !isotach raises(status)
    real(8), intent(in) :: x
    real(8), intent(out) :: y(2)
    integer, intent(out) :: status
    y = x
    status = merge(9, 0, x > 1)
  end subroutine counted
  subroutine many(a1, a2, a3, a4, a5, s1, s2, s3, s4, s5)
    real(8), intent(in) :: a1(:), a2(:), a3(:), a4(:), a5(:)
    real(8), intent(in) :: s1, s2
    integer, intent(in) :: s3, s4
    logical, intent(in) :: s5
  end subroutine many
  subroutine nothing()
  end subroutine nothing
  subroutine secret()
  end subroutine secret
  subroutine uses_state(x)
    type(state_t), intent(in) :: x
  end subroutine uses_state
  subroutine optional_state(n, s, x)
    integer, intent(in) :: n
    integer, intent(out) :: s
    type(state_t), intent(in), optional :: x
    s = n
    if (present(x)) s = -1
  end subroutine optional_state
  subroutine wide(x)
    real(16), intent(in) :: x
  end subroutine wide
end module turb
