!> Procedures that end the program.
module stops
  implicit none
  integer :: calls = 0
contains
  subroutine halt(way, x)
    integer, intent(in) :: way
    real(8), intent(inout) :: x(:)
    real(8), allocatable :: a(:)
    calls = calls + 1
    x = x + 1
    allocate (a(3))
    select case (way)
    case (1)
      stop
    case (2)
      stop 'no convergence'
    case (3)
      stop 7
    case (4)
      error stop
    case (5)
      error stop 'bad state'
    case (6)
      error stop 9
    case (7)
      call exit(4)
    case (8)
      allocate (a(3))
    case (9)
      call deep(20)
    end select
    x = x + 1
  end subroutine halt
  recursive subroutine deep(n)
    integer, intent(in) :: n
    if (n == 0) error stop 'deep inside'
    call deep(n - 1)
  end subroutine deep
  subroutine doubled(n, x, limit)
    integer, intent(in) :: n
    real(8), intent(inout) :: x(n)
    real(8), intent(in) :: limit
    integer :: i
    !$acc parallel loop copy(x)
    !$omp parallel do
    do i = 1, n
      x(i) = 2 * x(i)
    end do
    if (maxval(x) > limit) stop 'too large'
  end subroutine doubled
  subroutine from_a_team(n)
    integer, intent(in) :: n
    integer :: i
    !$omp parallel do
    do i = 1, n
      if (i == n) error stop 'in a team'
    end do
  end subroutine from_a_team
end module stops
