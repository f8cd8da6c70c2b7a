c     Dummy procedures of FORTRAN 77, known by their calls.
      subroutine named(f, text)
      external f
      character*6 f, text
cf2py intent(out) text
      text = f('ab')
      end

      subroutine pass_on(f, x, y)
      external f
      double precision x, y
cf2py intent(out) y
      call apply(f, x, y)
      end

      subroutine apply(f, x, y)
      external f
      double precision f, x, y
cf2py intent(out) y
      y = f(x)
      end

      subroutine described(f, n, y)
      external f
      integer n
      double precision y(n), s
cf2py double precision, intent(in,out) :: v(k)
cf2py integer k
cf2py call f(v, k)
cf2py intent(out) y
      y = 1
      call f(y(1), n)
      end

      subroutine turned(f, z, w)
      external f
      complex f, z, w
cf2py intent(out) w
      w = f(z)
      end
