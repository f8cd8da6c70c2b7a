! EXIT out of LOOP SEQ, a variable twice on a directive, a named constant in DECLARE: GCC 12 does not compile them.
module row
  implicit none
  real(8), parameter :: half = 0.5d0
  !$acc declare copyin(half)
contains
  subroutine run(values)
    real(8), intent(out) :: values(8)
    real(8) :: a(8, 20)
    integer :: i, k
    a = reshape([(sin(real(i, 8)), i=1, 160)], [8, 20])
    values = 0
    !$acc data copyin(a) copy(values) copyin(a)
    !$acc parallel loop
    do i = 1, 8
      !$acc loop seq
      do k = 1, 20
        values(i) = values(i) + a(i, k)
        if (a(i, k) > half) exit
      end do
    end do
    !$acc end data
  end subroutine
end module
