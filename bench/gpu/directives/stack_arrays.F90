! Arrays of the stack without a data clause: local ones, automatic ones, in a data region, again at other depths of the
! stack. HELPED: the clause with extents.
module row
  implicit none
contains
  subroutine run(values)
    real(8), intent(out) :: values(8)
    integer :: depth
    values = 0
    do depth = 1, 4
      call deeper(values, 8, depth)
    end do
    call around(values, 8)
  end subroutine
  recursive subroutine deeper(values, n, depth)
    integer, intent(in) :: n, depth
    real(8), intent(inout) :: values(n)
    real(8) :: room(n, depth)
    room = depth
    if (depth > 1) call deeper(values, n, depth - 1)
    call step(values, n, depth)
    values = values + room(:, depth)
  end subroutine
  subroutine step(values, n, depth)
    integer, intent(in) :: n, depth
    real(8), intent(inout) :: values(n)
    real(8) :: a(8), b(n), c(n, depth)
    integer :: i
    a = 2
    b = 3
    c = depth
#ifdef HELPED
    !$acc parallel loop copyin(a(1:8), b(1:n), c(1:n, 1:depth)) copy(values(1:n))
#else
    !$acc parallel loop
#endif
    do i = 1, n
      values(i) = values(i) + a(i)*b(i) + c(i, depth) + i
    end do
  end subroutine
  subroutine around(values, n)
    integer, intent(in) :: n
    real(8), intent(inout) :: values(n)
    real(8) :: work(n), after(n)
    integer :: i
    work = 1
    !$acc data copy(values(1:n))
#ifdef HELPED
    !$acc kernels loop copy(work(1:n))
#else
    !$acc kernels loop
#endif
    do i = 1, n
      work(i) = work(i) + values(i)
    end do
#ifdef HELPED
    !$acc parallel loop copyin(work(1:n)) copyout(after(1:n))
#else
    !$acc parallel loop
#endif
    do i = 1, n
      after(i) = 2*work(i)
    end do
    !$acc end data
    values = values + after
  end subroutine
end module
