module column_mod
  use iso_fortran_env, only: int64
  implicit none
  integer, parameter :: levels = 4
  type :: column_type
    character(len=1) :: title
    integer(kind=int64) :: count
    double precision :: depth(levels)
  end type column_type
  contains
  ! Scales a column,
  ! and says how much there is
  subroutine scale(column, factor)
    type(column_type), intent(inout) :: column
    double precision, intent(in) :: factor
    integer :: level
    double precision :: total
    total = 0.0d0
    if (factor < 0.0d0) then  ! nothing to do
      return
    end if
    ! every level
    do level = 1, levels, 1
      column%depth(level) = column%depth(level)*factor
      total = total + column%depth(level)
    end do
    column%title = 'x'
    column%count = int(total, kind=int64)
  end subroutine scale
  subroutine twice(column)
    type(column_type), intent(inout) :: column
    call scale(column, factor=2.0d0)
  end subroutine twice
end module column_mod
