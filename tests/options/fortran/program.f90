! The same calls as the test's, by the compiler alone: bytes of a type, then values.
program main
  use roles
  implicit none
  interface
    subroutine fill(n, x, total)
      integer, intent(in) :: n
      real(4), intent(out) :: x(max(n, 1))
      real, intent(out) :: total
    end subroutine
  end interface
  double precision, external :: ratio
  real(4) :: b, y(3), f(2)
  double precision :: c, x(2) = [0.1d0, 0.2d0]
  real(8) :: d
  real :: r, total
  integer(4) :: j
  logical(4) :: m
  complex :: z(2)
  common /block/ cc, k, dd
  real :: cc
  integer :: k
  double precision :: dd
  call scalars(0.1, b, c, d, 3, j, .true., m)
  print '(a,i4,4es45.36)', 'scalars.b ', storage_size(b)/8, b
  print '(a,i4,4es45.36)', 'scalars.c ', storage_size(c)/8, c
  print '(a,i4,4es45.36)', 'scalars.d ', storage_size(d)/8, d
  print '(a,i4,i8)', 'scalars.j ', storage_size(j)/8, j
  print '(a,i4,i8)', 'scalars.m ', storage_size(m)/8, merge(1, 0, m)
  call twice([0.1_4, 0.2_4, 0.3_4], y)
  print '(a,i4,4es45.36)', 'twice ', storage_size(y)/8, y
  call change(x, z, 2)
  print '(a,i4,4es45.36)', 'change.x ', storage_size(x)/8, x
  print '(a,i4,4es45.36)', 'change.z ', storage_size(z)/8, z
  print '(a,i4,4es45.36)', 'half ', storage_size(half(0.1_4))/8, half(0.1_4)
  print '(a,i4,4es45.36)', 'many ', storage_size(many(3))/8, many(3)
  print '(a,i4,4es45.36)', 'components ', storage_size(c)/8, components(0.1)
  call calls(user, 0.1, r)
  print '(a,i4,4es45.36)', 'calls ', storage_size(r)/8, r
  call fill(2, f, total)
  print '(a,i4,4es45.36)', 'fill.x ', storage_size(f)/8, f
  print '(a,i4,4es45.36)', 'fill.total ', storage_size(total)/8, total
  print '(a,i4,4es45.36)', 'block.c ', storage_size(cc)/8, cc
  print '(a,i4,i8)', 'block.k ', storage_size(k)/8, k
  print '(a,i4,4es45.36)', 'block.d ', storage_size(dd)/8, dd
  print '(a,i4,4es45.36)', 'ratio ', storage_size(ratio(0.1, 3))/8, ratio(0.1, 3)
  print '(a,i4,4es45.36)', 'shared ', storage_size(shared)/8, shared
  print '(a,i4,4es45.36)', 'shared4 ', storage_size(shared4)/8, shared4
  print '(a,i4,4es45.36)', 'wide ', storage_size(wide)/8, wide
  print '(a,i4,i8)', 'counter ', storage_size(counter)/8, counter
  print '(a,i4,i8)', 'counter4 ', storage_size(counter4)/8, counter4
  print '(a,i4,i8)', 'switch ', storage_size(switch)/8, merge(1, 0, switch)
  print '(a,i4,4es45.36)', 'seventh ', storage_size(seventh)/8, seventh
  print '(a,i4,4es45.36)', 'third ', storage_size(third)/8, third
  print '(a,i4,i8)', 'of_comparison ', 0, of_comparison
  print '(a,i4,i8)', 'of_selected ', 0, of_selected
contains
  real function user(x)
    real, intent(in) :: x
    user = 2*x
  end function
end program
