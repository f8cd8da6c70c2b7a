! RUN: isotach explain %s
! Calls: arguments, module variables, SAVE, I/O, generics, bindings; jumps, BLOCK, ASSOCIATE, WHERE, FORALL.
module lib
  implicit none
  integer :: counter = 0
  real :: scale = 2.0
  real :: work(100)
contains
  pure real function sq(x)
    real, intent(in) :: x
    sq = x * x
  end function
  subroutine upd(x, y)
    real, intent(inout) :: x
    real, intent(in) :: y
    x = x + y * scale
  end subroutine
  subroutine count_it()
    counter = counter + 1
  end subroutine
  subroutine set(x)
    real :: x
    x = scale
  end subroutine
  subroutine saver(x)
    real, intent(inout) :: x
    real, save :: last = 0
    x = x + last
    last = x
  end subroutine
  subroutine noisy(x)
    real, intent(in) :: x
    print *, x
  end subroutine
  recursive subroutine rec(x, n)
    real, intent(inout) :: x
    integer, intent(in) :: n
    if (n > 0) call rec(x, n-1)
  end subroutine
  subroutine usework(x)
    real, intent(inout) :: x
    work(1) = x
    x = work(1) + 1
  end subroutine
  subroutine row(v, n)
    integer, intent(in) :: n
    real, intent(inout) :: v(n)
    integer :: k
    do k = 2, n
      v(k) = v(k-1)
    end do
  end subroutine
end module
module prog
  use lib
  implicit none
  interface gen
    procedure gi, gr
  end interface
  type obj
    real :: v
  contains
    procedure :: bump
  end type
contains
  subroutine gi(k)
    integer, intent(inout) :: k
    k = k + 1
  end subroutine
  subroutine gr(x)
    real, intent(inout) :: x
    x = x + 1
  end subroutine
  subroutine bump(self, y)
    class(obj), intent(inout) :: self
    real, intent(in) :: y
    self%v = self%v + y
  end subroutine
  subroutine test(a, b, n, o)
    integer, intent(in) :: n
    real, intent(inout) :: a(n), b(n, n)
    type(obj) :: o(n)
    real :: t, r
    integer :: i, j
    do i = 1, n   ! parallel
      a(i) = sq(a(i))
    end do
    do i = 1, n   ! parallel
      call upd(a(i), b(i,1))
    end do
    do i = 1, n   ! not: counter
      call count_it()
    end do
    do i = 1, n   ! parallel, private t
      call set(t)
      a(i) = t
    end do
    do i = 1, n   ! not: SAVE
      call saver(a(i))
    end do
    do i = 1, n   ! not: io
      call noisy(a(i))
    end do
    do i = 1, n   ! unknown: recursion
      call rec(a(i), 3)
    end do
    do i = 1, n   ! not: module work
      call usework(a(i))
    end do
    do i = 1, n   ! parallel
      call row(b(:,i), n)
    end do
    do i = 1, n   ! sequence association: not/unknown
      call row(b(1,i), n)
    end do
    do i = 1, n   ! parallel
      call gen(a(i))
    end do
    do i = 1, n   ! parallel
      call o(i)%bump(1.0)
    end do
    do i = 1, n   ! not: random
      call random_number(a(i))
    end do
    do i = 1, n   ! parallel
      if (a(i) > 0) then
        t = 1
      else
        t = 2
      end if
      a(i) = t
    end do
    do i = 1, n   ! parallel (cycle)
      if (a(i) > 0) cycle
      t = a(i)
      a(i) = t * 2
    end do
    do i = 1, n   ! not: select without default
      select case (i)
      case (1)
        t = 1
      case (2)
        t = 2
      end select
      a(i) = t
    end do
    r = a(1)
    do i = 1, n   ! max
      if (a(i) > r) r = a(i)
    end do
    a(1) = r
    do i = 1, n   ! parallel
      associate (x => b(i, 1), y => a(i))
        x = y + 1
      end associate
    end do
    do i = 1, n   ! parallel
      block
        real :: q
        q = a(i)
        a(i) = q + 1
      end block
    end do
    do i = 1, n   ! parallel
      where (b(:, i) > 0) b(:, i) = 1
    end do
    do i = 1, n - 1   ! not
      b(:, i) = b(:, i + 1)
    end do
    do i = 1, n   ! parallel, facts
      if (i > 5) a(i) = a(1)
    end do
    do i = 1, n   ! not: goto
      if (a(i) > 100) goto 99
      a(i) = 2
    end do
99  continue
    do j = 1, n
      do i = 1, j
        b(i, j) = b(j, i)   ! not
      end do
    end do
    do j = 1, n
      do i = 1, j - 1
        b(i, j) = b(j, i)   ! parallel? (i<j upper written, lower read) yes
      end do
    end do
    do i = 1, n   ! parallel
      forall (j = 1:n) b(i, j) = b(i, j) + 1
    end do
    do i = 1, n   ! goto within iteration: parallel
      if (a(i) > 0) goto 10
      a(i) = 1
10    a(i) = a(i) + 1
    end do
    do 20 i = 1, n  ! parallel
20  a(i) = 3
    do i = n, 1, -1
      a(i) = a(i) + 1
    end do
    do i = 1, n
      a(mod(i, 4) + 1) = 1
    end do
    do i = 1, n
      a(i) = missing_fn(i)
    end do
  contains
    subroutine inner()
      t = 3
    end subroutine
  end subroutine
end module
