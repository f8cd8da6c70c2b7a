! RUN: not isotach write --insert-acc 8 --directive "parallel loop copy(" %s
! RUN: not isotach write --insert-acc 8 --directive "parallel loop ! fast" %s
! RUN: not isotach write --insert-acc 8 --directive "loop collapse(2)" %s
! RUN: not isotach write --insert-acc 7 %s
! RUN: not isotach write --insert-acc 9999 %s
subroutine scale(a, n)
  integer :: n, i; real :: a(n)
  do i = 1, n
    a(i) = 2.0*a(i)
  end do
end subroutine
