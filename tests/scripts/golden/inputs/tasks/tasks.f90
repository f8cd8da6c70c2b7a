module tasks_mod
  implicit none
contains
  subroutine pieces(a, b, c, n)
    integer, intent(in) :: n
    real, intent(inout) :: a(n), b(n), c(n)
    integer :: i
    do i = 1, n
      a(i) = b(i) + 1.0
    end do
    do i = 1, n
      c(i) = 2.0 * c(i)
    end do
    do i = 1, n
      b(i) = a(i) + c(i)
    end do
  end subroutine pieces

  subroutine whole(a, b, c, n)
    integer, intent(in) :: n
    real, intent(inout) :: a(n), b(n), c(n)
    real :: t
    integer :: i, last
    do i = 1, n
      t = b(i)
      a(i) = t * t
    end do
    do i = 2, n
      c(i) = c(i - 1) + 1.0
    end do
    do i = 1, n
      b(i) = a(i)
    end do
    do last = 1, n
      b(last) = b(last) - 1.0
    end do
    c(1) = real(last)
    call pieces(a, b, c, n)
  end subroutine whole

  subroutine shared_out(a, b, c, n, total)
    integer, intent(in) :: n
    real, intent(inout) :: a(n), b(n), c(n), total
    integer :: i
    do i = 1, n
      a(i) = b(i)
    end do
    do i = 1, n
      c(i) = 0.5 * c(i)
    end do
    do i = 1, n
      b(i) = a(n + 1 - i)
    end do
    do i = 1, n
      total = total + b(i)
    end do
  end subroutine shared_out
end module tasks_mod
