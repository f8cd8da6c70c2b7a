! ENTER DATA of a local array that is never left: the second call ends the process. HELPED: exit data.
module row
  implicit none
contains
  subroutine once(x, n)
    integer, intent(in) :: n
    real(8), intent(inout) :: x(n)
    real(8) :: t(n + 8)
    integer :: i
    !$acc enter data create(t)
    !$acc parallel loop copy(x) present(t)
    do i = 1, n
      t(i) = x(i) + 1
      x(i) = 2*t(i)
    end do
#ifdef HELPED
    !$acc exit data delete(t)
#endif
  end subroutine
  subroutine run(values)
    real(8), intent(out) :: values(8)
    integer :: i
    values = [(real(i, 8), i=1, 8)]
    call once(values, 8)
    call once(values(3:), 6)
    call once(values, 8)
  end subroutine
end module
