! Python functions as dummy procedures with explicit interfaces, of every kind of argument.
module callbacks
  use, intrinsic :: iso_fortran_env, only: dp => real64
  implicit none
  abstract interface
    pure function curve(x) result(y)
      import :: dp
      real(dp), intent(in) :: x
      real(dp) :: y
    end function curve
    subroutine right_side(n, t, y, dydt)
      import :: dp
      integer, intent(in) :: n
      real(dp), intent(in) :: t, y(n)
      real(dp), intent(out) :: dydt(n)
    end subroutine right_side
    subroutine visitor(field, level)
      import :: dp
      real(dp), intent(inout) :: field(:, :)
      integer, value :: level
    end subroutine visitor
  end interface
contains

  ! The integral of a curve by the trapezoidal rule.
  function integral(f, a, b, n) result(sum)
    procedure(curve) :: f
    real(dp), intent(in) :: a, b
    integer, intent(in) :: n
    real(dp) :: sum, h
    integer :: i
    h = (b - a) / n
    sum = 0
    do i = 1, n
      sum = sum + h * (f(a + (i - 1) * h) + f(a + i * h)) / 2
    end do
  end function integral

  ! One step of Euler's method for each element of `times`.
  subroutine euler(rhs, times, y)
    procedure(right_side) :: rhs
    real(dp), intent(in) :: times(:)
    real(dp), intent(inout) :: y(:)
    !f2py intent(in,out,copy) y
    real(dp) :: change(size(y))
    integer :: i
    do i = 1, size(times) - 1
      call rhs(size(y), times(i), y, change)
      y = y + (times(i + 1) - times(i)) * change
    end do
  end subroutine euler

  ! Every second column of a field, so that the callback gets an array with gaps.
  subroutine visit(each, field)
    procedure(visitor) :: each
    real(dp), intent(inout) :: field(:, :)
    call each(field(:, ::2), 3)
  end subroutine visit

  ! An optional callback.
  function chosen(n, f) result(value)
    integer, intent(in) :: n
    integer :: value
    interface
      integer function f(n)
        integer, intent(in) :: n
      end function f
    end interface
    optional :: f
    value = -n
    if (present(f)) value = f(n)
  end function chosen

  ! A callback with an optional argument, and one that returns text.
  subroutine titled(name, title)
    interface
      function name(short, number) result(long)
        character(len=*), intent(in) :: short
        integer, intent(in), optional :: number
        character(len=8) :: long
      end function name
    end interface
    character(len=8), intent(out) :: title(2)
    title(1) = name('ab')
    title(2) = name('cde', 7)
  end subroutine titled

  ! A large local: static unless the procedure is compiled for recursion.
  recursive subroutine nested(f, depth, total)
    interface
      subroutine f(depth, inner)
        integer, intent(in) :: depth
        integer, intent(out) :: inner
      end subroutine f
    end interface
    integer, intent(in) :: depth
    integer, intent(out) :: total
    integer :: room(100000), inner
    room = depth
    inner = 0
    if (depth > 0) call f(depth - 1, inner)
    total = room(1) + room(100000) + inner
  end subroutine nested

  subroutine threaded(f, n, y)
    !f2py threadsafe
    procedure(curve) :: f
    integer, intent(in) :: n
    real(dp), intent(out) :: y(n)
    integer :: i
    !$omp parallel do schedule(static, 1) num_threads(4)
    do i = 1, n
      y(i) = f(real(i, dp))
    end do
  end subroutine threaded

  subroutine threaded_with_gil(f, n, y)
    procedure(curve) :: f
    integer, intent(in) :: n
    real(dp), intent(out) :: y(n)
    integer :: i
    !$omp parallel do schedule(static, 1) num_threads(4)
    do i = 1, n
      y(i) = f(real(i, dp))
    end do
  end subroutine threaded_with_gil

  subroutine alone(f, y)
    !f2py threadsafe
    procedure(curve) :: f
    real(dp), intent(out) :: y
    y = f(1.0_dp)
  end subroutine alone

  subroutine stopped(f)
    interface
      subroutine f()
      end subroutine f
    end interface
    call f()
    error stop 'after the callback'
  end subroutine stopped

  ! What nothing tells how it is called, and what Python cannot get.
  subroutine unknown(f)
    external :: f
    call helper(f)
  end subroutine unknown

  subroutine helper(f)
    interface
      subroutine f(x)
        import :: dp
        real(dp), intent(in) :: x(*)
      end subroutine f
    end interface
    call f([1.0_dp, 2.0_dp])
  end subroutine helper
end module callbacks
