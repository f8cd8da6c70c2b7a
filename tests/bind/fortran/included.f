c A granule of the old style: sizes, COMMON blocks and loops stand in files of their own.
      subroutine fill(t, s)
      include 'included_sizes.inc'
      real*8 t(nx, nz), s
Cf2py intent(out) s
      include 'included_loop.inc'
      calls = calls + 1
      end

      integer function counted()
      include 'included_sizes.inc'
      counted = calls
      end
