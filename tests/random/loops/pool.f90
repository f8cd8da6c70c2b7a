! What the nests of one file share: types, module variables, and how data are drawn and summed up.
!
! The sums are those of tests/random/loops/data.py: a weight for each element, in arithmetic modulo 2**64.
module pool
  implicit none
  type :: cell
    integer :: v, w
    integer :: x(0:5)
  end type cell
  type :: box
    integer :: a(-10:40), b(-10:40)
    integer :: s
    type(cell) :: c
    type(cell) :: g(0:9)
  end type box
  integer, target :: ga(-10:40), gb(-10:40)
  integer :: gs, gt
  integer, pointer :: gpa(:), gpb(:)
  integer :: ca(-10:40), cb(-10:40), cs
  common /storage/ ca, cb, cs
end module pool
