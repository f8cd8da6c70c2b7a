module solver
  use iso_c_binding, only: c_int, c_double
  implicit none
contains
  subroutine sweep(a, n)
    integer, intent(in) :: n
    real(8), intent(inout) :: a(n)
    integer :: i
    real(4) :: total, tmp
    total = 0.0d0
    !$acc parallel loop copy(a) private(tmp)
    do i = 1, n
      ! double it
      tmp = a(i)*3
      if (tmp >= 1.0d0 .and. i .ne. n) a(i) = tmp
      total = total + a(i)
    end do
    print *, 'Total: ', total
  end subroutine sweep
end module solver
