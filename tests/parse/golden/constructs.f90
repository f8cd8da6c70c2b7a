! RUN: isotach parse --dump=tree %s
program constructs
  use, intrinsic :: iso_fortran_env, only: real64, int => int32
  implicit none
  type, abstract :: base
    private
    integer :: n = 0
    real(real64), allocatable :: x(:)
  contains
    procedure(shape_i), deferred, pass(self) :: shape
    procedure, public :: run => run_base
    generic :: assignment(=) => run
    final :: done
  end type base
  interface operator(+)
    module procedure add
  end interface
  class(base), pointer :: p => null()
  real, dimension(3), save, target :: v = [1.0, 2.0, 3.0]
  character(len=:), allocatable :: text
  integer i, j*4, k(2, 0:3)
  namelist /group/ i, j
  data i, (k(1, j), j = 0, 3) / 1, 4*0 /
  outer: do i = 1, 10, 2
    if (i == 3) cycle outer
    select case (i)
    case (:0, 5, 7:)
      exit outer
    case default
      print '(a)', 'text'
    end select
  end do outer
  do while (i < 20)
    i = i + 1
  end do
  do concurrent (i = 1:3, v(i) > 0) local(j) shared(v)
    v(i) = -v(i)
  end do
  where (v > 0)
    v = sqrt(v)
  elsewhere (v < -1)
    v = 0
  elsewhere
    v = 1
  end where
  forall (i = 1:3) v(i) = i
  associate (a => v(1:2), b => p%x)
    a = b(1)
  end associate
  select type (p)
  type is (derived)
    call p%run(1, flag=.true.)
  class is (base)
    stop 1
  class default
    error stop 'no type'
  end select
  block
    integer :: local
    allocate (p%x(10), stat=i)
    deallocate (p%x)
    nullify (p)
  end block
  if (i > 0) then
    write (*, '(3f8.2)', advance='no') (v(j), j = 1, 3)
  else if (i < 0) then
    read (unit=5, fmt=*, end=10) v(:), k(1, ::2)
  else
    open (newunit=i, file='f', status='old')
  end if
10 continue
  p%x(1:3)%y = (1.0, -2.0)
contains
  pure elemental real(real64) function add(a, b) result(c)
    real(real64), intent(in) :: a, b
    c = a + b
  end function
end program constructs
