! RUN: isotach explain %s
! A whole array and a subscript, given to a procedure: its subscripts are sums of the caller's values, when the
! subscript keeps its value there and the dummy is counted like the array.
module m
contains
  subroutine add(u, at)
    integer, intent(inout) :: u(-10:40)
    integer, intent(in) :: at
    u(at) = u(at) + 1
  end subroutine
  subroutine copy(u, at)
    integer, intent(inout) :: u(-10:40)
    integer, intent(in) :: at
    u(at) = u(at - 1)
  end subroutine
  subroutine from_one(u, at)
    integer, intent(inout) :: u(:)
    integer, intent(in) :: at
    u(at) = u(at) + 1
  end subroutine
  subroutine column(u, row, at)
    integer, intent(inout) :: u(10, 20)
    integer, intent(in) :: row, at
    u(row, at) = u(row, at) + 1
  end subroutine
  subroutine moves(u, at)
    integer, intent(inout) :: u(-10:40)
    integer :: at
    at = 3
    u(at) = u(at) + 1
  end subroutine
  subroutine nested(u, at)
    integer, intent(inout) :: u(-10:40)
    integer, intent(in) :: at
    call add(u, at)
  end subroutine
  subroutine loops(a, b, c, d, n)
    integer, intent(in) :: n
    integer, intent(inout) :: a(-10:40), b(0:50), c(10, 20), d(11, 20)
    integer :: i, k
    do i = 1, n ! parallel
      call add(a, 2 * i)
    end do
    do i = 1, n ! unknown: all may write a(3)
      call add(a, 3)
    end do
    do i = 1, n ! unknown: a(i - 1) of the iteration before
      call copy(a, i)
    end do
    do i = 1, n ! parallel: two elements of b in each iteration
      call from_one(b, i)
      b(i - 1) = b(i - 1) + 1
    end do
    do i = 1, n ! unknown: b(i) is the first argument's element i + 1
      call from_one(b, i)
      b(i) = b(i) + 1
    end do
    do i = 1, n ! parallel
      call column(c, 3, i)
    end do
    do i = 1, n ! unknown: columns of another length
      call column(d(:10, :), 3, i)
    end do
    do i = 1, n ! unknown: sequence association
      call column(d, 3, i)
    end do
    do i = 1, n ! unknown: all may write a(3)
      k = i
      call moves(a, k)
    end do
    do i = 1, n ! unknown: through two calls
      call nested(a, i)
    end do
  end subroutine
end module
