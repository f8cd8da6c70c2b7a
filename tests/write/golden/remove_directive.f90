! RUN: isotach write --remove-directive 6 --end --diff %s
! RUN: isotach write --remove-directive 14 --diff %s
! RUN: not isotach write --remove-directive 6 %s
! RUN: not isotach write --remove-directive 3 %s
subroutine region(a, n)
  !$acc data copy(a) &
  ! why this one
  !$acc& if(n > 100)
  !$acc parallel loop
  do i = 1, n
    a(i) = 1.0
  end do
  ! optional, since the loop ends the construct
  !$acc end parallel loop
  !$acc end data
end subroutine
