! RUN: isotach parse --dump=tree %s
! A macro behind the digits of a literal is its kind, as for gfortran's preprocessor; one glued to letters is none.
#define _rk _c_double
#define rk wrong
real(8), parameter :: a = 0.0_rk, b = 1._rk, c = 3_rk, d = 1.e5_rk, &
  & e = 2_rk
end
