! RUN: not isotach build %s -m bad_directives --emit-only out
module m
contains
  subroutine init(a, status)
    !isotach keep(until=never)
    !isotach raises(a)
    real(8), intent(in), target :: a(:)
    integer, intent(out) :: status
    status = 0
  end subroutine init
  subroutine scalars(x)
    !isotach keep(until=init)
    real(8), intent(in) :: x
  end subroutine scalars
end module m
