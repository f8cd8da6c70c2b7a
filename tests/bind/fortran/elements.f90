! Bounds and lengths that are elements of array arguments.
module elements
  implicit none
contains
  ! As model physics declares a block of a field.
  subroutine block_sum(lo, hi, fld, total)
    integer, intent(in) :: lo(2), hi(2)
    real(8), intent(in) :: fld(lo(1):hi(1), lo(2):hi(2))
    real(8), intent(out) :: total
    total = sum(fld) + 1000 * fld(lo(1), hi(2))
  end subroutine
  subroutine block_set(lo, hi, fld)
    integer, intent(in) :: lo(:), hi(0:)
    real(8), intent(out) :: fld(lo(1):hi(0), lo(2) - 1:hi(1))
    integer :: i, j
    do j = lo(2) - 1, hi(1)
      do i = lo(1), hi(0)
        fld(i, j) = 10 * i + j
      end do
    end do
  end subroutine
  subroutine nth(n, sizes, x)
    integer, intent(in) :: n
    integer, intent(in) :: sizes(n)
    integer, intent(out) :: x(sizes(n) - 1)
    x = sizes(n)
  end subroutine
  function matrix_sized(box) result(x)
    integer, intent(in) :: box(2, 3)
    integer :: x(box(2, 3))
    x = box(2, 3)
  end function
  subroutine shifted(first, box, x)
    integer, intent(in) :: first
    integer, intent(in) :: box(first:first + 1, -1:1)
    integer, intent(out) :: x(box(first, 1))
    x = box(first, 1)
  end subroutine
  subroutine bytes(lo, hi, x)
    integer(1), intent(in) :: lo(1), hi(1)
    integer, intent(out) :: x(lo(1):hi(1))
    x = 1
  end subroutine
  subroutine shorts(n, x)
    integer(2), intent(in) :: n(3)
    integer, intent(out) :: x(n(3))
    x = 2
  end subroutine
  subroutine wides(n, m, x)
    integer(8), intent(in) :: n(1)
    integer, intent(in) :: m
    integer, intent(out) :: x(n(1) - 4294967296_8 + m)
    x = 8
  end subroutine
  subroutine open_ended(lo, x)
    integer, intent(in) :: lo(*)
    integer, intent(out) :: x(lo(2):lo(3))
    x = lo(2)
  end subroutine
  subroutine open_columns(lo, x)
    integer, intent(in) :: lo(2, *)
    integer, intent(out) :: x(lo(2, 2))
    x = lo(2, 2)
  end subroutine
  subroutine nested(at, sizes, x)
    integer, intent(in) :: at(1), sizes(:)
    integer, intent(out) :: x(max(sizes(at(1)), 1))
    x = at(1)
  end subroutine
  subroutine changed(n, x)
    integer, intent(inout) :: n(1)
    integer, intent(out) :: x(n(1))
    n(1) = 7
    x = size(x)
  end subroutine
  function word(lengths) result(text)
    integer, intent(in) :: lengths(2)
    character(len=lengths(2)) :: text
    text = repeat('w', len(text))
  end function
  ! Refused: nobody but Fortran knows the bounds of lo, and a real is rounded.
  subroutine allocated(lo, x)
    integer, intent(in), allocatable :: lo(:)
    real(8), intent(inout) :: x(lo(1))
    x = 1
  end subroutine
  subroutine real_bound(lo, x)
    real(8), intent(in) :: lo(1)
    real(8), intent(inout) :: x(int(lo(1)))
    x = 1
  end subroutine
end module
integer function external_words(lengths, text)
  implicit none
  integer, intent(in) :: lengths(2)
  character(len=lengths(2)), intent(in) :: text
  external_words = len(text)
end function
function external_row(lo)
  implicit none
  integer, intent(in) :: lo(2)
  integer :: external_row(lo(1):lo(2))
  external_row = lo(1)
end function
