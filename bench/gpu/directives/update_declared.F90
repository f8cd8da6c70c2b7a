! UPDATE of whole module variables with DECLARE: GCC 12 leaves them out of the list.
module row
  implicit none
  type :: pair
    real(8) :: a, b
  end type
  real(8) :: scalar = 1, vector(4) = 2, matrix(2, 2) = 3
  type(pair) :: both = pair(4, 5)
  !$acc declare create(scalar, vector, both) copyin(matrix)
contains
  real(8) function constant()
    !$acc routine seq
    constant = scalar
  end function
  subroutine run(values)
    real(8), intent(out) :: values(8)
    integer :: i
    scalar = 10
    vector = [20, 21, 22, 23]
    matrix = 30
    both = pair(40, 50)
    !$acc update device(scalar)
    !$acc update device(vector, matrix)
    !$acc update device(both) if(scalar > 0)
    !$acc parallel loop copyout(values)
    do i = 1, 8
      values(i) = constant() + both%a
      if (i <= 4) values(i) = vector(i) + matrix(1, 1)
    end do
    !$acc serial
    both%a = 60
    vector(2) = 100
    !$acc end serial
    !$acc update self(both, vector) async(1)
    !$acc wait(1)
    values(7) = both%a
    values(8) = vector(2)
  end subroutine
end module
