module solver
  use iso_c_binding, only: c_int, c_double
  use constants
  implicit none
contains
  subroutine sweep(a, n)
    integer, intent(in) :: n
    real(8), intent(inout) :: a(n)
    integer :: i
    real(8) :: acc, work
    acc = 0.0d0
    !$acc parallel loop copy(a) private(work)
    do i = 1, n
      ! double it
      work = a(i)*2
      if (work >= 1.0d0 .and. i .ne. n) a(i) = work
      acc = acc + a(i)
    end do
    print *, 'total: ', acc
  end subroutine sweep
end module solver
