! RUN: isotach explain %s
! EQUIVALENCE, COMMON, TARGET, POINTER, ALLOCATABLE; reductions and what only looks like one.
subroutine e1(n)
  integer :: n, i
  real :: a(100), b(100), c(50), d
  common /blk/ c, d
  equivalence (a(1), b(2))
  do i = 1, 99
    a(i) = b(i)
  end do
  do i = 1, 50
    c(i) = d
  end do
  do i = 1, 50
    d = c(i)
    c(i) = d + 1
  end do
end subroutine
subroutine e2(x, y, z, n)
  real, target :: x(:), y(:)
  real :: z(n)
  real, pointer :: p(:), q(:)
  integer :: n, i
  p => x
  do i = 1, n
    p(i) = z(i)
  end do
  do i = 2, n
    p(i) = x(i-1)
  end do
  do i = 2, n
    x(i) = y(i-1)
  end do
  q => y
  do i = 2, n
    p(i) = q(i-1)
  end do
end subroutine
subroutine e3(n)
  integer, intent(in) :: n
  real, allocatable :: t(:), u(:,:)
  integer :: i, k
  allocate (u(n,n))
  do i = 1, n
    allocate (t(n))
    do k = 1, n
      t(k) = i
    end do
    do k = 1, n
      u(k,i) = t(k)
    end do
    deallocate (t)
  end do
  print *, u
end subroutine
program main
  implicit none
  integer :: i, k, idx(10), n
  real :: a(10), s, h(10)
  n = 10
  do i = 1, n
    a(idx(i)) = 1
  end do
  do i = 1, n
    h(idx(i)) = h(idx(i)) + 1
  end do
  s = 1
  do i = 1, n
    s = s * a(i)
    h(i) = s
  end do
  do i = 1, n
    s = s - a(i)
  end do
  do i = 1, n
    s = a(i) - s
  end do
  do i = 1, 10
    a(i) = 1
  end do
  print *, a, i, s, h
  do i = 1, n
    do k = 1, n
      if (a(k) > 3) exit
      h(k) = 0
    end do
  end do
  do i = 1, n
    a(1) = a(1) + i
    a(2) = a(2) * 2
  end do
  print *, a
  do i = 1, n
    a(i) = sum(h(1:i)) + maxval(h) + real(size(h))
  end do
  outer: do i = 1, n
    do k = 1, n
      if (h(k) > 1) cycle outer
    end do
    a(i) = 4
  end do outer
end program
subroutine targets(x, y, n)
  real, intent(inout), target :: x(:), y(:)
  real, pointer :: p(:), q(:)
  integer :: n, i
  if (n > 3) then
    p => x(2:)
  else
    p => x
  end if
  q => y
  do i = 1, n
    p(i) = q(i)       ! unknown: x and y may be one array
  end do
  do i = 1, n
    p(i) = y(i)       ! unknown
  end do
end subroutine
subroutine moved(x, y, n)
  type holder
    real, pointer :: p(:)
  end type
  integer :: n, i
  real, target :: x(n, n)
  real :: y(n)
  type(holder) :: h
  h%p => x(:, 1)
  do i = 2, n
    y(i) = h%p(1)     ! not: of the iteration before
    h%p => x(:, i)
  end do
end subroutine
! Arguments of explicit shape are changed under no other name, TARGET or not (F2018 15.5.2.13).
subroutine e9(x, y, n)
  integer, intent(in) :: n
  real, target :: x(n), y(n)
  integer :: i
  do i = 2, n
    x(i) = y(i-1)
  end do
end subroutine
