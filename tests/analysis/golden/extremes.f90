! Extremes by IF: reductions, extremes with their place, and what only looks like one.
! RUN: isotach explain %s
! RUN: isotach explain --json %s | grep -A 8 '"operator": ".*loc"'
subroutine extremes(a, b, n, m, least, k, l, at)
  integer, intent(in) :: n
  real, intent(in) :: a(n), b(n, n)
  real, intent(inout) :: m, least
  integer, intent(inout) :: k, l, at(2)
  integer :: i, j, unused, best
  ! Where it was is not asked for.
  do i = 1, n
    if (a(i) > m) then
      unused = i
      m = a(i)
    end if
  end do
  do i = 1, n
    if (a(i) > m) then
      m = a(i)
      k = i
    end if
  end do
  do j = 1, n
    do i = 1, n
      if (b(i, j) <= least) then
        least = b(i, j)
        k = i
        l = j
      end if
    end do
  end do
  do i = 1, n
    if (a(i) > m) then
      m = a(i)
      at(1) = i
      at(2) = n - i
    end if
  end do
  best = 1
  do i = 2, n
    if (a(i) < a(best)) best = i
  end do
  m = m + a(best)
end subroutine extremes

! In which iterations there is a new extreme depends on their order.
subroutine records(a, n, m, least, found, is_new, name, names)
  integer, intent(in) :: n
  real, intent(in) :: a(n)
  real, intent(inout) :: m, least
  integer, intent(inout) :: found
  logical, intent(inout) :: is_new(n)
  character(4), intent(in) :: names(n)
  character(4), intent(inout) :: name
  integer :: i
  do i = 1, n
    if (a(i) > m) then
      m = a(i)
      found = found + 1
    end if
  end do
  do i = 1, n
    if (a(i) > m) then
      m = a(i)
    else
      is_new(i) = .false.
    end if
  end do
  do i = 1, n
    if (a(i) > m) then
      m = a(i)
    else if (a(i) < least) then
      least = a(i)
    end if
  end do
  do i = 1, n
    if (names(i) > name) name = names(i)
  end do
end subroutine records
