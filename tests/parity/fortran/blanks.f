      subroutine one(c)
      character c
cf2py intent(out) c
      c = ' '
      end
      subroutine two(c)
      character*1 c
cf2py intent(out) c
      c = ' '
      end
      subroutine three(c)
      character*5 c
cf2py intent(out) c
      c = 'ab'
      end
      subroutine four(c)
      character*5 c
cf2py intent(out,c) c
      c = 'ab'
      end
      subroutine five(c)
      character*1 c
cf2py intent(out,c) c
      c = ' '
      end
      character function six()
      six = ' '
      end
      character*4 function seven()
      seven = 'a'
      end
      subroutine eight(c)
      character*5 c
cf2py intent(in,out) c
      c = 'ab'
      end
      subroutine nine(c)
      character*5 c
cf2py intent(in,out,c) c
      c(1:1) = 'q'
      end
      character*1 function ten()
      ten = ' '
      end
      subroutine el(c)
      character c
cf2py intent(in,out) c
      if (c.eq.'x') c = ' '
      end
      subroutine work(n, iw)
      integer n, iw(n)
cf2py intent(in,out) iw
cf2py intent(hide), depend(iw) :: n = len(iw)
      iw(1) = 7
      end
      subroutine reals(n, w)
      integer n
      real w(n)
cf2py intent(in,out) w
cf2py intent(hide), depend(w) :: n = len(w)
      w(1) = 7
      end
