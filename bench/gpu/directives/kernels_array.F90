! KERNELS with one assignment of a whole array, a pointer or an allocatable: GCC 12 has every gang execute the end of it.
module row
  implicit none
  real(8), pointer :: p(:,:)
contains
  subroutine run(values)
    real(8), intent(out) :: values(8)
    real(8), allocatable :: a(:)
    integer :: i
    allocate(p(50,4), a(100))
    p = reshape([(real(i, 8), i=1, 200)], [50, 4])
    a = [(real(i, 8), i=1, 100)]
    !$acc kernels copy(p)
    p = p + 1
    !$acc end kernels
    !$acc kernels copy(a)
    a = a + a
    !$acc end kernels
    values = [p(1,1), p(1,4), p(50,4), sum(p), a(1), a(100), sum(a), 0d0]
    deallocate(p)
  end subroutine
end module
