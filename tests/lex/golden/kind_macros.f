! RUN: isotach parse --dump=tree %s
! In fixed form too.
#define _rk _c_double
#define rk wrong
      x = 0.0_rk + 3_rk + y2_rk
     & + 1.e5_rk + 1._rk
      end
