! RUN: isotach explain %s
! RUN: isotach explain --view-only %s
! RUN: isotach explain -D FAST %s:18
! RUN: not isotach explain %s:2
! RUN: not isotach explain --dag nobody %s
! Rule R4: a variable that one branch of a #if group alone writes is not written surely.
subroutine groups(a, n)
  integer, intent(in) :: n
  real, intent(inout) :: a(n)
  real :: t
  integer :: i
  do i = 1, n
#ifdef FAST
    t = a(i)
#endif
    a(i) = 2 * t
  end do
  do i = 1, n
#ifdef FAST
    t = a(i)
#else
    t = 2 * a(i)
#endif
    a(i) = t
  end do
  do i = 1, n
#ifdef BROKEN
    this is not Fortran (
#endif
    a(i) = i
  end do
end subroutine
