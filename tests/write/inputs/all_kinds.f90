module Shapes
  use, intrinsic :: iso_c_binding, only: c_int, Real_C => c_double
  use Other, My_Name => your_name, operator(.Plus.) => operator(.add.)
  use Third, only: operator(+), assignment(=), read(formatted)
  use Fourth, only:
  implicit none (type, external)
  private
  public :: Area, operator(.cross.)
  integer, parameter :: Wp = selected_real_kind(15, 307)
  real(Wp), allocatable, dimension(:, :), target, save :: Field, Other_Field(:)
  character(len=*), parameter :: Title = 'it''s', Unit(2) = [character(len=3) :: "km", 'mm']
  character(len=:, kind=1), allocatable :: Text
  complex :: Z = (1.0, -2.0_Wp)
  integer :: Bits = z'FF', Values(3) = [1, 2, 3]
  logical(1), volatile :: Flag = .true.
  type(*), pointer :: Nothing
  double precision :: D, Block_Size(0:3, -1:*)
  enum, bind(c)
    enumerator :: Red = 1, Green
  end enum
  abstract interface
    pure function Func(x) result(y)
      import :: Wp
      import, only: Wp
      import, none
      import, all
      real(Wp), intent(in), value :: x
      real(Wp) :: y
    end function Func
  end interface
  interface operator(.cross.)
    module procedure Cross_Product, other_product
    procedure third
  end interface operator(.cross.)
  interface
    module subroutine Later(a)
      integer, intent(inout) :: a(..)
    end subroutine
    subroutine c_function(n) bind(c, name='c_Function')
      integer, value :: n
    end subroutine c_function
  end interface
  type, abstract, public :: Shape
    private
    real(Wp) :: Size = 0
    class(Shape), pointer :: Next => null()
    procedure(Func), pointer, nopass :: F => null()
  contains
    procedure, non_overridable, pass(self) :: Get => get_size
    procedure(Func), deferred, nopass :: Area
    generic, public :: operator(+) => add, add_more
    generic :: Named => add
    final :: clean
  end type Shape
  type, extends(Shape), bind(c) :: Square(k, n)
    integer, kind :: k = 4
    integer, len :: n
    sequence
  end type
contains
  elemental module function Cross_Product(A, B) result(C)
    real(Wp), intent(in) :: A, B
    real(Wp) :: C
    C = A*B**2 - (-A)/(A + B)
  end function Cross_Product
  recursive subroutine Solve(N, X, *, S)
    integer :: N, I, J, K
    !$omp declare reduction(my: real: omp_out = omp_in)
    real(Wp) :: X(N)
    class(Shape), intent(in), optional :: S
    type(Square(4, :)), allocatable :: Q
    procedure(Func) :: G
    procedure(real), pointer :: H
    namelist /Group/ N, X /Second/ i
    external Ext
    intrinsic :: sin
    dimension K(3)
    data I, (K(j), j = 1, 3) /1, 3*0/, J /-5/
    save
    save :: /Block/
    common /Block/ Aa, Bb(3) // Cc
    equivalence (Aa, Cc), (Bb(1), Dd)
    parameter (Pi = 3.14_Wp, E = 2.7)
    10 format (1x, 'A  b', I5, 3(F8.3))
    X = 0
    outer: do I = 1, N, 2
      if (X(I) > 0 .and. .not. Flag .or. I == 3) cycle outer
      if (I > 5) then
        exit outer
      else if (I < -1) then
        continue
      else
        return
      end if
      do while (X(I) >= 1e-3)
        X(I) = X(I)*0.5D0
      end do
      do
        exit
      end do
    end do outer
    do concurrent (integer :: I = 1:N, J = 1:N:2, I /= J) local(K) shared(X) default(none) reduce(+: Z)
      X(I) = J
    end do
    do 20 I = 1, N
      do 20 J = 1, N
    20 continue
    sel: select case (N)
    case (1, 3:5, :-1) sel
      call Ext(N, *30, x=X(1:N:2), y=X(:))
    case default
      call Ext
    end select sel
    select type (P => S)
    type is (Square(4, *))
      N = 1
    class is (Shape)
      N = 2
    class default
      N = 3
    end select
    select rank (X)
    rank (1)
      N = 1
    rank (*)
      N = 3
    rank default
      N = 2
    end select
    where (X > 0) X = 1
    mask: where (X > 1)
      X = 2
    elsewhere (X < 0) mask
      X = 3
    elsewhere
      X = 4
    end where mask
    forall (I = 1:N, X(I) > 0) X(I) = I
    forall (I = 1:N)
      X(I) = 1
    end forall
    associate (A => X(1), B => N + 1)
      A = B
    end associate
    block
      integer :: Inner
      Inner = 1
    end block
    crit: critical (stat=I)
      N = N + 1
    end critical crit
    change team (Team, Co[*] => X)
      N = 1
    end team
    P => X
    P(1:) => X(1:N)
    Obj%Part(3)%Name = Obj2[2, stat=I]%x
    30 if (N) 10, 20, 30
    go to 30
    go to (10, 20), N
    assign 30 to N
    go to N, (10, 30)
    allocate(Field(N, 2:3), stat=I, errmsg=Text)
    allocate(real(Wp) :: Field(N, N))
    allocate(Shape :: S2)
    deallocate(Field, stat=I)
    nullify(P, Q)
    read *, N, X
    read (unit=5, fmt=10, err=30, end=20) N, (X(I), I = 1, N)
    read 10, N
    write (*, '(a)', advance='no') 'x', X(1) // "y"
    print *, 'done', N
    print '(i3)', N
    open (newunit=N, file='a.dat', status="old")
    close (N)
    inquire (iolength=N) X, I
    rewind N
    backspace (N)
    end file N
    endfile (N)
    flush (6)
    wait (N, id=I)
    sync all
    sync images (*)
    sync memory (stat=I)
    sync team (Team)
    lock (L[1], acquired_lock=Flag)
    unlock (L)
    event post (Ev)
    event wait (Ev, until_count=3)
    form team (1, Team)
    fail image
    stop 'text', quiet=.true.
    error stop 3
    return 1
    pause
    entry Second(N)
    X = [(real(I), I = 1, 3)] .Plus. (.Inv. X) ** 2 .eqv. .false.
    !$acc parallel loop gang(num: 2, static: 4) reduction(+: Z) private(/Block/, I) if(N > 3)
    do I = 1, N
    end do
    !$acc cache(readonly: X)
    !$acc wait(devnum: 1: queues: 2)
    !$omp target teams distribute map(always, tofrom: X) private(I)
    do I = 1, N
    end do
    !dir$ ivdep
  contains
    integer function Inner_Function() result(r)
      r = 3
    end function
  end subroutine Solve
end module Shapes

submodule (Shapes:Parent) Child
contains
  module procedure Later
    a = 1
  end procedure Later
end submodule Child

program Main
  include 'file.inc'
  implicit real (a-h, o-z), type(T) (q)
  character*10 Old*5, Line(3)*(*)
  real*8 X /1.0/
  integer, device, managed :: Dev
  pointer (Ptr, Pointee), (P2, Q2(3))
  structure /Point/
    integer X, Y
    union
      map
        real A
      end map
      map
        integer B
      end map
    end union
  end structure
  record /Point/ Here, There(3)
  call Kernel<<<Grid, 256>>>(X, %val(X))
  I = 4Habcd
end program Main

block data Init
  data X /1/
end block data Init
