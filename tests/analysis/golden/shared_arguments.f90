! RUN: isotach explain %s
! RUN: isotach explain --json %s:126
! Calls that break the rule of aliasing: what is certain is reported, and nothing else.
module shared
  implicit none
  real :: total, table(10)
  type :: field
    real :: a(10), b(10)
  contains
    procedure :: add_to
  end type
contains
  subroutine add(a, b, n)
    integer, intent(in) :: n
    real, intent(inout) :: a(n)
    real, intent(in) :: b(n)
    integer :: i
    do i = 1, n
      a(i) = a(i) + b(i)
    end do
  end subroutine
  subroutine shift(a, b)
    real :: a(:), b(:)
    a(2:) = b(:size(b) - 1)
  end subroutine
  subroutine swap(x, y)
    real, intent(inout) :: x, y
    real :: z
    z = x
    x = y
    y = z
  end subroutine
  subroutine through(x, y)
    real, intent(inout) :: x
    real, intent(in) :: y
    call swap_with(x)
    print *, y
  contains
    subroutine swap_with(v)
      real, intent(inout) :: v
      v = v + 1.0
    end subroutine
  end subroutine
  subroutine sometimes(x, y)
    real, intent(inout) :: x
    real, intent(in) :: y
    if (y > 0) x = y
  end subroutine
  subroutine early(x, y)
    real, intent(inout) :: x
    real, intent(in) :: y
    if (y > 0) return
    x = y
  end subroutine
  subroutine targets(x, y)
    real, target, intent(inout) :: x
    real, target, intent(in) :: y
    x = y + 1
  end subroutine
  subroutine values(x, y)
    real, intent(inout) :: x
    real, value :: y
    y = y + 1
    x = y
  end subroutine
  subroutine count_up(x)
    real, intent(in) :: x
    call deeper()
    table(3) = x
  end subroutine
  subroutine deeper()
    total = total + 1
  end subroutine
  subroutine first_of(x)
    real, intent(inout) :: x(3)
    x(1) = 0
  end subroutine
  subroutine add_to(self, other)
    class(field), intent(inout) :: self
    real, intent(in) :: other(:)
    self%a = self%a + other
  end subroutine
  elemental subroutine copy(x, y)
    real, intent(inout) :: x
    real, intent(in) :: y
    x = y
  end subroutine
  subroutine unused(x, y, n)
    real :: x(*), y(*)
    integer, intent(in) :: n
    x(1) = n
    if (n == 0) return
    y(1) = x(2)
  end subroutine
  subroutine two_parts(x, y)
    real :: x(*), y(*)
    x(1) = 1
    y(2) = 2
  end subroutine
  real function next(x, y)
    real, intent(inout) :: x
    real, intent(in) :: y
    x = x + 1
    next = x + y
  end function
  subroutine in_common(x)
    real, intent(inout) :: x
    real :: p, q, r(4)
    common /block/ p, q, r
    q = x
    r(1) = 0
  end subroutine
end module

program calls
  use shared
  implicit none
  real :: a(10), x, c, d, e(4)
  type(field) :: f
  integer :: i, j, k
  common /block/ c, d, e
  i = 3
  j = 4
  k = 5
  do i = 1, 3
    call add(a, a, 10)                ! certain
    call add(a(2), a(1), 9)           ! not seen: other elements
    call add(a, (a), 10)              ! a copy
  end do
  call shift(a, a)                    ! certain
  call shift(a(1:5), a)               ! certain: a part of it
  call shift(a, a(1:5))               ! it may change others
  call swap(x, x)                     ! certain, once
  call swap(a(i), a(i))               ! certain
  call swap(a(i), a(j))               ! they may be equal
  call swap(a(i), f%a(i))             ! others
  call through(x, x)                  ! certain, by a call
  call sometimes(x, x)                ! not certain
  call early(x, x)                    ! not certain
  call targets(x, x)                  ! TARGET
  call values(x, x)                   ! a copy
  call count_up(total)                ! certain: by its name
  call count_up(table(3))             ! not certain
  call first_of(table)                ! changes no other name
  call f%add_to(f%a)                  ! certain
  call f%add_to(f%b)                  ! another component
  call unused(a, a, 0)                ! the other one may not be used
  call two_parts(a, a(3))             ! each has its own part
  call two_parts(a(3), a)             ! the same
  call copy(a, a)                     ! certain
  call copy(a, a(10:1:-1))            ! other elements
  x = next(x, x)                      ! certain
  call in_common(d)                   ! certain: it is q
  call in_common(c)                   ! p, which is not changed
  call in_common(e(2))                ! another part of r may be changed
  associate (y => a(k))
    k = k + 1
    call swap(y, a(k))                ! k has changed
    call swap(y, y)                   ! certain
  end associate
end program
