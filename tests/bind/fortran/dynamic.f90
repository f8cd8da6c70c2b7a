!> Arrays that Fortran allocates.
module dynamic
  implicit none
  real(8), allocatable :: work(:, :)      !< scratch [m]
  integer, allocatable, protected :: counts(:)
  real(4), pointer :: window(:) => null()
  real(4), target :: store(6) = [1, 2, 3, 4, 5, 6]
  real(8), allocatable :: scalar
contains
  subroutine made(n, a)
    integer, intent(in) :: n
    real(8), allocatable, intent(out) :: a(:, :)
    integer :: i
    if (n < 0) return
    allocate (a(n, 2))
    do i = 1, n
      a(i, :) = [i, -i]
    end do
  end subroutine made
  subroutine grow(a, m)
    integer, allocatable, intent(inout) :: a(:)
    integer, intent(out) :: m
    m = -1
    if (.not. allocated(a)) then
      a = [7]
    else if (size(a) > 3) then
      m = size(a)
      deallocate (a)
    else
      m = size(a)
      a = [a, 2 * a]
    end if
  end subroutine grow
  subroutine total(a, s)
    real(8), allocatable, intent(in) :: a(:)
    real(8), intent(out) :: s
    s = -1
    if (allocated(a)) s = sum(a)
  end subroutine total
  function evens(a) result(r)
    integer, intent(in) :: a(:)
    integer, allocatable :: r(:)
    r = pack(a, mod(a, 2) == 0)
  end function evens
  subroutine mixed(label, a, b)
    character(len=*), intent(in) :: label
    logical, allocatable, intent(out) :: a(:)
    complex(8), allocatable :: b(:)
    a = [.true., len(label) > 2]
    if (allocated(b)) b = b * 2
  end subroutine mixed
  subroutine fill(x)
    real(8), intent(in) :: x
    if (allocated(work)) work = x
    counts = [1, 2, 3]
  end subroutine fill
  function work_sum() result(s)
    real(8) :: s
    s = -1
    if (allocated(work)) s = sum(work)
  end function work_sum
  subroutine point(way)
    integer, intent(in) :: way
    nullify (window)
    if (way == 1) window => store(2:4)
    if (way == 2) window => store(1:5:2)
  end subroutine point
  subroutine fails(a)
    real(8), allocatable, intent(out) :: a(:)
    allocate (a(3))
    error stop 'no data'
  end subroutine fails
end module dynamic

subroutine outside(n, a)
  integer, intent(in) :: n
  integer, allocatable, intent(out) :: a(:)
  integer :: i
  a = [(i, i = 1, n)]
end subroutine outside
