! Statements of the execution part, on files and on images.
subroutine s(a,b)
    implicit real*8 (a-h, o-z), integer(i)
    integer, dimension(*), intent(inout) :: a
    integer, dimension(3,*), intent(out) :: b(2:*), c(:,2:), d(..), e[3,*], f[:], g(3:)
    integer, parameter :: h(*) = 3
    character(len=3) :: ch*(*), cj*(n+1)
    integer ii /3/, jj(3) /3*-2/
    data x /-3/, y /-3.0, (1.0,-2), z'ff', .true., 'aa', null(), t(3), n*m/
    allocatable aa(:), bb
    bind(c, name="x") :: foo, /blk/
    codimension co[*]
    contiguous cc
    intent(in) ia
    optional op
    pointer pp(:), qq
    protected pr
    target ta(3)
    value va
    volatile vo
    asynchronous as
    abstract interface
      subroutine foo
      end subroutine
    end interface
    interface read(formatted)
      procedure x
    end interface read(formatted)
    generic :: foo => bar
    class(foo), pointer :: pt
    procedure(real(8)) :: ppp
    procedure() :: qqq
    select rank (q => a)
    rank (3)
    rank (*)
    rank default
    end select
    block
      integer x
      x = 1
    end block
    nm: forall (i=1:2)
      a(i) = 3
    end forall nm
    where (a > 3) a = 3
    critical
    end critical
    sync all (stat=i)
    x = y[3]%z(3)
    open (3, file='x', access='direct', iostat=i, form='f', err=33)
    inquire (iolength=i) a, b
    inquire (file='x', exist=l)
    close (3)
    rewind 3
    backspace (3)
    read *, a
    read (*,*,end=3) a
    read '(a)', a
    print *, a
    write (6, nml=foo)
    x = a%b(3:4)%c(1:2)(3:)
    x = 'abc'(1:2)
    x = .myop. y .other. z
    x = [integer(8) :: 1, (i, i=1,2)]
    x = [real ::]
    assign 10 to i
    goto i, (10, 20)
    goto (10,20) i
    pause
    stop
    call foo(*10, x=3, %val(3))
    call a%b(c)
    p(1:, 2:) => q
    p(1:2) => q
    allocate (a(3)[*], stat=i)
    if (a) 10, 20, 30
    do while (a > 3)
    end do
    lab: do
    end do lab
    do 10 i = 1, 3
    do 10 j = 1, 3
10  continue
    x = b'01'
    x = 3hfoo
    x = -2**2
    x = (1.0, 2.0)
    x = (1.0, pi)
    x = (1.0, -2.0_8)
    x = foo(1)(2:3)
    x = a_'x'
    x = t(3, a=4)
    x = foo()
end
block data bd
  common // x, y
end block data bd
submodule (a:b) c
contains
  module procedure d
  end procedure d
  module subroutine e
  end subroutine e
end submodule c
