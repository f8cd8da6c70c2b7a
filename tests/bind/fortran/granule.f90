module granule
  implicit none
  real(8), pointer :: u(:) => null(), v(:) => null()
  private :: u, v
contains
  subroutine init(a, b, status, message)
    !isotach keep(until=done)
    !isotach raises(status, message)
    real(8), intent(in), target :: a(:)
    real(8), intent(inout), target :: b(:)
    integer, intent(out) :: status
    character(len=40), intent(out) :: message
    status = 0
    message = ' '
    if (size(a) /= size(b)) then
      status = 1
      message = 'sizes differ'
      return
    end if
    u => a
    v => b
  end subroutine init
  subroutine named_init(a, b, n)
    !isotach keep(b, until=done)
    integer, intent(in) :: n
    real(8), intent(in) :: a(n)
    real(8), intent(in), target :: b(n)
    v => b
  end subroutine named_init
  subroutine run(factor)
    real(8), intent(in) :: factor
    v = v + factor * u
  end subroutine run
  subroutine done()
    nullify (u, v)
  end subroutine done
end module granule
