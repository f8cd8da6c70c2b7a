c     Functions that return what they are given, and subroutines that
c     store it, for every type and kind.
      function fi0(value)
      integer value, fi0
      fi0 = value
      end

      subroutine si0(copy, value)
      integer value, copy
cf2py intent(out) copy
      copy = value
      end

      function fi1(value)
      integer*1 value, fi1
      fi1 = value
      end

      subroutine si1(copy, value)
      integer*1 value, copy
cf2py intent(out) copy
      copy = value
      end

      function fi2(value)
      integer*2 value, fi2
      fi2 = value
      end

      subroutine si2(copy, value)
      integer*2 value, copy
cf2py intent(out) copy
      copy = value
      end

      function fi3(value)
      integer*4 value, fi3
      fi3 = value
      end

      subroutine si3(copy, value)
      integer*4 value, copy
cf2py intent(out) copy
      copy = value
      end

      function fi4(value)
      integer*8 value, fi4
      fi4 = value
      end

      subroutine si4(copy, value)
      integer*8 value, copy
cf2py intent(out) copy
      copy = value
      end

      function fr0(value)
      real value, fr0
      fr0 = value
      end

      subroutine sr0(copy, value)
      real value, copy
cf2py intent(out) copy
      copy = value
      end

      function fr1(value)
      real*4 value, fr1
      fr1 = value
      end

      subroutine sr1(copy, value)
      real*4 value, copy
cf2py intent(out) copy
      copy = value
      end

      function fr2(value)
      real*8 value, fr2
      fr2 = value
      end

      subroutine sr2(copy, value)
      real*8 value, copy
cf2py intent(out) copy
      copy = value
      end

      function fr3(value)
      double precision value, fr3
      fr3 = value
      end

      subroutine sr3(copy, value)
      double precision value, copy
cf2py intent(out) copy
      copy = value
      end

      function fc0(value)
      complex value, fc0
      fc0 = value
      end

      subroutine sc0(copy, value)
      complex value, copy
cf2py intent(out) copy
      copy = value
      end

      function fc1(value)
      complex*8 value, fc1
      fc1 = value
      end

      subroutine sc1(copy, value)
      complex*8 value, copy
cf2py intent(out) copy
      copy = value
      end

      function fc2(value)
      complex*16 value, fc2
      fc2 = value
      end

      subroutine sc2(copy, value)
      complex*16 value, copy
cf2py intent(out) copy
      copy = value
      end

      function fc3(value)
      double complex value, fc3
      fc3 = value
      end

      subroutine sc3(copy, value)
      double complex value, copy
cf2py intent(out) copy
      copy = value
      end

      function fl0(value)
      logical value, fl0
      fl0 = value
      end

      subroutine sl0(copy, value)
      logical value, copy
cf2py intent(out) copy
      copy = value
      end

      function fl1(value)
      logical*1 value, fl1
      fl1 = value
      end

      subroutine sl1(copy, value)
      logical*1 value, copy
cf2py intent(out) copy
      copy = value
      end

      function fl2(value)
      logical*2 value, fl2
      fl2 = value
      end

      subroutine sl2(copy, value)
      logical*2 value, copy
cf2py intent(out) copy
      copy = value
      end

      function fl3(value)
      logical*4 value, fl3
      fl3 = value
      end

      subroutine sl3(copy, value)
      logical*4 value, copy
cf2py intent(out) copy
      copy = value
      end

      function fs0(value)
      character value, fs0
      fs0 = value
      end

      subroutine ss0(copy, value)
      character value, copy
cf2py intent(out) copy
      copy = value
      end

      function fs1(value)
      character*1 value, fs1
      fs1 = value
      end

      subroutine ss1(copy, value)
      character*1 value, copy
cf2py intent(out) copy
      copy = value
      end

      function fs2(value)
      character*5 value, fs2
      fs2 = value
      end

      subroutine ss2(copy, value)
      character*5 value, copy
cf2py intent(out) copy
      copy = value
      end

      subroutine ss3(copy, value)
      character*(*) value
      character*10 copy
cf2py intent(out) copy
      copy = value
      end
