! A constant of the caller's that KERNELS reads: scalars without a clause are copied back, and it cannot be written.
module row
  implicit none
contains
  subroutine run(values)
    real(8), intent(out) :: values(8)
    real(8) :: a(100)
    a = 1
    call scale_by(100, 2.5d0, a)
    values = a(93:100)
  end subroutine
  subroutine scale_by(n, factor, a)
    integer, intent(in) :: n
    real(8), intent(in) :: factor
    real(8), intent(inout) :: a(n)
    integer :: i
    !$acc kernels copy(a)
    do i = 1, n
      a(i) = factor*a(i)
    end do
    !$acc end kernels
  end subroutine
end module
