! Local arrays that each iteration writes before it reads them, and those that are read elsewhere.
! RUN: isotach explain %s
subroutine column(n, nlev, a, b)
  implicit none
  integer, intent(in) :: n, nlev
  real, intent(inout) :: a(n, nlev), b(n, nlev)
  real :: c(nlev)
  integer :: i, k
  do i = 1, n ! parallel: c(k) is made from c(k - 1) of the same iteration
    c(1) = b(i, 1)
    do k = 2, nlev
      c(k) = c(k - 1) * 0.5 + b(i, k)
    end do
    do k = nlev - 1, 1, -1
      a(i, k) = a(i, k + 1) - c(k)
    end do
  end do
  do i = 1, n ! parallel, and so c is not read after the loop above
    do k = 1, nlev
      c(k) = a(i, k)
    end do
    do k = 1, nlev
      b(i, k) = c(nlev + 1 - k)
    end do
  end do
end subroutine

subroutine gaps(n, nlev, a, b)
  implicit none
  integer, intent(in) :: n, nlev
  real, intent(inout) :: a(n, nlev), b(n, nlev)
  real :: c(nlev)
  integer :: i, k
  c = 0.0
  do i = 1, n ! not parallel: c(1) is never written
    do k = 2, nlev
      c(k) = c(k - 1) * 0.5 + b(i, k)
    end do
    a(i, 1) = c(nlev)
  end do
  do i = 1, n ! not parallel: not each c(k) is written
    do k = 1, nlev
      if (a(i, k) > 0.0) c(k) = a(i, k)
    end do
    do k = 1, nlev
      b(i, k) = c(k)
    end do
  end do
end subroutine

subroutine read_in_the_next_pass(n, m, a, x)
  implicit none
  integer, intent(in) :: n, m
  real, intent(inout) :: a(n), x(n)
  real :: c(4)
  integer :: i, p, k
  c = 0.0
  do p = 1, m
    do k = 1, 4
      x(p) = x(p) + c(k)
    end do
    do i = 1, n ! not parallel: the next p reads what the last i leaves
      do k = 1, 4
        c(k) = a(i) * k
      end do
      a(i) = c(1) + c(4)
    end do
  end do
end subroutine

subroutine while_loop(n, m, a)
  implicit none
  integer, intent(in) :: n, m
  real, intent(inout) :: a(n)
  real :: c(4)
  integer :: i, k, left
  do i = 1, n ! not parallel: the DO WHILE may have no iteration
    left = m
    do while (left > 0)
      do k = 1, 4
        c(k) = a(i)
      end do
      left = left - 1
    end do
    a(i) = c(1) + c(4)
  end do
end subroutine
