! UPDATE of a section with gaps: libgomp ends the process. HELPED: a contiguous part at a time.
module row
  implicit none
contains
  subroutine run(values)
    real(8), intent(out) :: values(8)
    real(8) :: a(8, 4)
    integer :: j
    a = 1
    !$acc data copyin(a) copyout(values)
    a(3:5, :) = 7
#ifdef HELPED
    do j = 1, 4
      !$acc update device(a(3:5, j))
    end do
#else
    !$acc update device(a(3:5, :))
#endif
    !$acc parallel loop
    do j = 1, 8
      values(j) = a(j, 1) + a(j, 4)
    end do
    !$acc end data
  end subroutine
end module
