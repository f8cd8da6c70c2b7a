! RUN: not isotach write --insert-acc 7 --insert-acc 17 --insert-acc 22 --insert-acc 27 --insert-acc 31 %s
#define LEVELS do k = 1, n
subroutine refused(a, n)
  integer :: n, i, k
  real :: a(n)
  ! A #if group that opens a block in one branch only.
  do i = 1, n
#ifdef MASKED
    if (a(i) > 0.0) then
#endif
      a(i) = 1.0
#ifdef MASKED
    end if
#endif
  end do
  ! The DO of a macro.
  LEVELS
    a(k) = 2.0
  end do

  ! How often it runs is not known.
  do while (a(1) > 0.0)
    a(1) = a(1) - 1.0
  end do
  ! It has a directive.
  !$acc loop
  do i = 1, n
    a(i) = 3.0
  end do
  ! It holds what is no Fortran.
  do i = 1, n
    a(i) = 5.0 what
  end do
end subroutine
