! RUN: isotach explain %s
! What a loop does with scalars, arrays, components and pointers; what it must not do.
module m
  implicit none
  type t
    real :: b(10), c(10)
    integer :: n
  end type
contains
  subroutine s1(a, n, x)
    integer, intent(in) :: n
    real, intent(inout) :: a(:), x
    integer :: i, j, k
    real :: t, s, tmp(100), mx
    do i = 1, n        ! parallel, private t
      t = a(i) * 2
      a(i) = t
    end do
    do i = 2, n        ! not
      a(i) = a(i-1) + 1
    end do
    do i = 1, n, 2     ! parallel
      a(i) = a(i+1)
    end do
    s = 0
    do i = 1, n        ! reduction
      s = s + a(i)
    end do
    x = s
    do i = 1, n        ! not (t carried)
      a(i) = t
      t = a(i) + 1
    end do
    x = x + t
    do i = 1, n        ! last
      t = a(i)
    end do
    x = x + t
    do i = 1, n        ! not: conditional last
      if (a(i) > 0) t = a(i)
    end do
    x = x + t
    do i = 1, n        ! parallel: private array
      do j = 1, 100
        tmp(j) = a(i) * j
      end do
      a(i) = 0
      do j = 1, 100
        a(i) = a(i) + tmp(j)
      end do
    end do
    do i = 1, n        ! not: recurrence in tmp
      do j = 1, 50
        tmp(j) = a(i) * j
      end do
      a(i) = 0
      do j = 1, 100
        a(i) = a(i) + tmp(j)
      end do
    end do
    k = 0
    do i = 1, n        ! not: induction
      k = k + 2
      a(k) = i
    end do
    do i = 1, n
      k = 2*i + 1
      a(k) = a(k+1)    ! parallel
    end do
    do i = 1, n
      a(i/2) = i       ! not
    end do
    do i = 1, n
      if (a(i) < 0) exit
      a(i) = 1
    end do
    mx = -1
    do i = 1, n
      mx = max(mx, a(i))
    end do
    x = mx
    do i = 1, n
      print *, a(i)
    end do
    do while (x > 0)
      x = x - 1
    end do
    do i = 1, n
      call ext(a(i))
    end do
    do concurrent (i = 1:n, j = 1:3)
      a(i) = j
    end do
  end subroutine
  subroutine s2(p, q, r, u, n)
    integer :: n, i
    real, pointer :: p(:), q(:)
    real, target :: r(n)
    real :: u(n)
    do i = 1, n
      p(i) = q(i)
    end do
    do i = 1, n
      p(i) = u(i)
    end do
    do i = 1, n
      r(i) = p(i)
    end do
    do i = 1, n
      p(i) = p(i) + 1
    end do
  end subroutine
  subroutine s3(v, w, n)
    type(t) :: v(n), w
    integer :: n, i
    do i = 1, n
      v(i)%n = v(i)%n + 1
      v(i)%b(1) = v(i)%c(2)
    end do
    do i = 1, 10
      w%b(i) = w%c(i)
    end do
    do i = 2, 10
      w%b(i) = w%b(i-1)
    end do
    do i = 1, n
      v(i) = w
    end do
    do i = 1, n
      w = v(i)
      v(i)%n = w%n
    end do
  end subroutine
end module
