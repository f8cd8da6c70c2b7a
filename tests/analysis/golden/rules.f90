! RUN: isotach explain %s
! One loop for each rule that random nests rarely need by itself: none of these is parallel, but the last.
subroutine rules(a, v, mask, n, m, k)
  integer, intent(in) :: n, v(n)
  integer, intent(inout) :: a(4*n), m, k
  logical, intent(in) :: mask(4)
  integer :: i, j, w(4)
  ! Every second element is written, all are read.
  w = 1
  do i = 1, n
    do j = 1, 4, 2
      w(j) = i
    end do
    do j = 1, 4
      a(4*i + j - 4) = w(j)
    end do
  end do
  ! Integer division is no factor.
  do i = 1, n
    m = m / 2 * v(i)
  end do
  ! 0.5 is cut off each time.
  do i = 1, n
    m = m + 0.5
  end do
  ! Which iterations go on depends on their order.
  do i = 1, n
    if (v(i) > m) then
      m = v(i)
      cycle
    end if
    a(i) = 1
  end do
  ! The second value counts where the first is an extreme alone.
  do i = 1, n
    if (v(i) > m) then
      m = v(i)
      if (a(i) > m) m = a(i)
    end if
  end do
  ! The mask leaves out elements.
  w = 1
  do i = 1, n
    where (mask) w = i
    a(4*i - 3:4*i) = w
  end do
  ! The procedure may not write it.
  do i = 1, n
    call sets(w, 1, v(i))
    a(i) = w(1)
  end do
  ! From 5 on, so the element that is read is written too.
  do i = 1, n
    if (i < 5) then
      m = 1
    else
      a(i) = a(5) + 1
    end if
  end do
  ! One of the two holds.
  do i = 1, n
    if (i > 5 .or. n > 7) a(i) = a(5) + 1
  end do
  ! Odd elements and even ones: this one is parallel.
  do i = 0, 1
    a(1 + i:9 + i:2) = i
  end do
contains
  subroutine sets(x, at, value)
    integer, intent(inout) :: x(4)
    integer, intent(in) :: at, value
    if (value > 0) x(at) = value
  end subroutine sets
end subroutine rules
