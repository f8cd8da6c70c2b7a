! Shallow water on a doubly periodic rectangle: a hill of water that falls apart into waves.
! The scheme conserves potential enstrophy (Sadourny 1975); time steps are leapfrog with a filter.
module shallow_water_mod
  implicit none
  private
  public :: model, start, step, mass, highest

  integer, parameter, public :: wp = kind(1.0d0)

  type :: model
    integer  :: nx = 0, ny = 0
    real(wp) :: dx = 1.0e5_wp, dt = 90.0_wp
    real(wp), allocatable, dimension(:,:) :: u, v, p, uold, vold, pold
  end type model

contains

  ! Wind from a stream function, and the height that balances it.
  subroutine start(m, nx, ny)
    type(model), intent(out) :: m
    integer, intent(in)      :: nx, ny
    real(wp), parameter :: a = 1.0e6_wp, pi = acos(-1.0_wp)
    real(wp) :: psi(0:nx+1, 0:ny+1), di, dj
    integer  :: i, j

    m%nx = nx
    m%ny = ny
    allocate (m%u(0:nx+1, 0:ny+1), m%v(0:nx+1, 0:ny+1), m%p(0:nx+1, 0:ny+1))
    di = 2.0_wp * pi / nx;  dj = 2.0_wp * pi / ny   ! radians a cell
    do j = 0, ny + 1
      do i = 0, nx + 1
        psi(i,j)   = a * sin((i + 0.5_wp) * di) * sin((j + 0.5_wp) * dj)
        m%p(i,j) = 5.0e4_wp + 2.0e3_wp * (cos(2.0_wp * i * di) + cos(2.0_wp * j * dj))
      end do
    end do
    do j = 1, ny
      do i = 1, nx
        m%u(i,j) = -(psi(i,j) - psi(i,j-1)) / m%dx
        m%v(i,j) =  (psi(i,j) - psi(i-1,j)) / m%dx
      end do
    end do
    call wrap(m%u)
    call wrap(m%v)
    call wrap(m%p)
    m%uold = m%u;  m%vold = m%v;  m%pold = m%p
  end subroutine start

  ! Rows and columns around the rectangle are copies of those on the other side.
  subroutine wrap(f)
    real(wp), intent(inout) :: f(0:,0:)
    integer :: i, j, nx, ny

    nx = ubound(f, 1) - 1
    ny = ubound(f, 2) - 1
    do j = 1, ny
      f(0,j)    = f(nx,j)
      f(nx+1,j) = f(1,j)
    end do
    do i = 0, nx + 1
      f(i,0)    = f(i,ny)
      f(i,ny+1) = f(i,1)
    end do
  end subroutine wrap

  subroutine step(m, first)
    type(model), intent(inout) :: m
    logical, intent(in)        :: first
    real(wp), dimension(0:m%nx+1, 0:m%ny+1) :: cu, cv, z, h, unew, vnew, pnew
    real(wp), parameter :: filter = 0.001_wp
    real(wp) :: tdt, zu, zv
    integer  :: i, j, nx, ny

    nx = m%nx
    ny = m%ny
    tdt = merge(m%dt, 2.0_wp * m%dt, first)

    ! Mass fluxes, potential vorticity, height.
    do j = 1, ny
      do i = 1, nx
        cu(i,j) = 0.5_wp * (m%p(i,j) + m%p(i-1,j)) * m%u(i,j)
        cv(i,j) = 0.5_wp * (m%p(i,j) + m%p(i,j-1)) * m%v(i,j)
        z(i,j)  = 4.0_wp * ((m%v(i,j) - m%v(i-1,j)) - (m%u(i,j) - m%u(i,j-1))) &
                / (m%dx * (m%p(i-1,j-1) + m%p(i,j-1) + m%p(i,j) + m%p(i-1,j)))
        h(i,j)  = m%p(i,j) + 0.25_wp * (m%u(i+1,j)**2 + m%u(i,j)**2 &
                                      + m%v(i,j+1)**2 + m%v(i,j)**2)
      end do
    end do
    call wrap(cu)
    call wrap(cv)
    call wrap(z)
    call wrap(h)

    do j = 1, ny
      do i = 1, nx
        zu = 0.125_wp * (z(i,j+1) + z(i,j)) * (cv(i,j+1) + cv(i-1,j+1) + cv(i-1,j) + cv(i,j))
        zv = 0.125_wp * (z(i+1,j) + z(i,j)) * (cu(i+1,j) + cu(i,j) + cu(i,j-1) + cu(i+1,j-1))
        unew(i,j) = m%uold(i,j) + tdt * (zu - (h(i,j) - h(i-1,j)) / m%dx)
        vnew(i,j) = m%vold(i,j) - tdt * (zv + (h(i,j) - h(i,j-1)) / m%dx)
        pnew(i,j) = m%pold(i,j) - tdt * (cu(i+1,j) - cu(i,j) + cv(i,j+1) - cv(i,j)) / m%dx
      end do
    end do
    call wrap(unew)
    call wrap(vnew)
    call wrap(pnew)

    ! The filter keeps the two time levels together.
    if (first) then
      m%uold = m%u;  m%vold = m%v;  m%pold = m%p
    else
      do j = 0, ny + 1
        do i = 0, nx + 1
          m%uold(i,j) = m%u(i,j) + filter * (unew(i,j) - 2.0_wp * m%u(i,j) + m%uold(i,j))
          m%vold(i,j) = m%v(i,j) + filter * (vnew(i,j) - 2.0_wp * m%v(i,j) + m%vold(i,j))
          m%pold(i,j) = m%p(i,j) + filter * (pnew(i,j) - 2.0_wp * m%p(i,j) + m%pold(i,j))
        end do
      end do
    end if
    m%u = unew;  m%v = vnew;  m%p = pnew
  end subroutine step

  ! A sum: in another order it has other last bits, so that a script has to ask for it.
  function mass(m) result(total)
    type(model), intent(in) :: m
    real(wp) :: total
    integer  :: i, j

    total = 0.0_wp
    do j = 1, m%ny
      do i = 1, m%nx
        total = total + m%p(i,j)
      end do
    end do
  end function mass

  ! The first row of the highest water: whether a row is it, the rows before it say.
  function highest(m) result(row)
    type(model), intent(in) :: m
    integer  :: row, j
    real(wp) :: most

    row = 1
    most = maxval(m%p(:,1))
    do j = 2, m%ny
      if (maxval(m%p(:,j)) > most) then
        most = maxval(m%p(:,j))
        row = j
      end if
    end do
  end function highest

end module shallow_water_mod

program shallow_water
  use shallow_water_mod
  implicit none
  type(model) :: m
  integer :: n

  call start(m, 128, 96)
  do n = 1, 100
    call step(m, first = n == 1)
  end do
  print '(a, z16)', 'u of a cell, its bits: ', m%u(100, 60)
  print '(a, z16)', 'v of a cell, its bits: ', m%v(30, 70)
  print '(a, z16)', 'mass, its bits:        ', mass(m)
  print '(a, i0)', 'highest row: ', highest(m)
end program shallow_water
