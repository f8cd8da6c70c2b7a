! RUN: not isotach parse %s
! The last lines are right, so that the file is Fortran on the whole.
program bad
  use m, operator(-) => operator(+)
  implicit type(t) (n1)
  integer, parameter :: c(*, *, 5) = m
  integer, allocatable :: a(:, 2), d[3]
  integer :: r(.., 1)
  integer, pointer :: p => 13, q => null(mold=x)
  procedure(), allocatable :: b
  common /blk/ v[*]
  volatile
  type t
    integer :: n(*)
    procedure() :: f
  end type
  i = 1; i = 2; i = 3; i = 4; i = 5; i = 6; i = 7; i = 8; i = 9; i = 10; i = 11; i = 12; i = 13; i = 14; i = 15; i = 16; i = 17; i = 18; i = 19; i = 20; i = 21; i = 22; i = 23; i = 24; i = 25
end program
