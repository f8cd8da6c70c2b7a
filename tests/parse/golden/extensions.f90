! RUN: isotach parse --verify %s
! RUN: isotach parse --dump=tree %s
program extensions
  type double
    real :: value
  end type double
  structure /point/
    real x, y
    character(2) %fill
    union
      map
        integer i
      end map
      map
        real r
      end map
    end union
  end structure
  record /point/ p, q(3)
  character(kind=4, len=3) :: wide = 4_"a'b"
  type(double), allocatable :: d(:)
  type(double) :: image[*]
  pointer (address, pointee)
  real :: reals = 1.0 + 0.&
      &5_8
  p.x = 1.0
  q(2).y = p.x*2.0
  if (p.i.eq.3 .and. p.r .lt. 2.0) p.i = 4
  allocate(double :: d(3))
  call image[1]%value%method(wide, *10)
  read ('(') // 'A)', name
  type = 3
10 continue
end
block data
end blockdata
