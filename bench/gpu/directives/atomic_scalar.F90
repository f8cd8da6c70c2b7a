! Scalars that ATOMIC changes in a region without a clause, read by the host after it: each gang has its own. HELPED: COPY.
module row
  implicit none
contains
  subroutine run(values)
    real(8), intent(out) :: values(8)
    integer :: i, total, left(1000)
    logical :: again
    left = [(mod(i, 7), i=1, 1000)]
    total = 0
    again = .true.
    do while (again)
      again = .false.
#ifdef HELPED
      !$acc parallel loop copy(left, again, total)
#else
      !$acc parallel loop copy(left)
#endif
      do i = 1, 1000
        if (left(i) > 0) then
          !$acc atomic write
          again = .true.
          !$acc end atomic
          !$acc atomic update
          total = total + 1
          left(i) = left(i) - 1
        end if
      end do
    end do
    values = 0
    values(1) = total
  end subroutine
end module
