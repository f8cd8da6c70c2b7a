! C sources are compiled, objects and libraries linked; what is none of these is named.
! RUN: mkdir folder && echo '#define FACTOR 2' > folder/factor.h
! RUN: echo '#include "factor.h"' > twice.c && echo 'double twice(double x) { return FACTOR * x; }' >> twice.c
! RUN: echo 'double thrice(double x) { return 3 * x; }' > thrice.c && gcc -fPIC -c thrice.c && ar rc libthrice.a thrice.o
! RUN: isotach build %s twice.c thrice.o -Ifolder -m both --keep kept >made && python3 -c "import ctypes; print(hasattr(ctypes.CDLL('./both.abi3.so'), 'PyInit_both'))"
! RUN: isotach build %s twice.c libthrice.a -Ifolder -m both --keep kept | sed 's/, [0-9.]* s)/)/'
! RUN: isotach build %s twice.c libthrice.a -Ifolder -m both --keep kept
! RUN: echo '#define FACTOR 4' > folder/factor.h && isotach build %s twice.c libthrice.a -Ifolder -m both --keep kept | sed 's/, [0-9.]* s)/)/'
! RUN: isotach build %s twice.c libthrice.a -Ifolder -m both --emit-only out && grep -c -e twice.c -e libthrice.a out/CMakeLists.txt
! RUN: echo 'double twice(double x) { return x }' > wrong.c && not isotach build %s wrong.c thrice.o -m both
! RUN: not isotach build %s twice.cpp twice.h absent.o absent.c -m both
! RUN: touch a.pyf b.pyf && not isotach build %s a.pyf b.pyf -m both
! RUN: not isotach build twice.c -m both
subroutine both(x, y)
  use, intrinsic :: iso_c_binding, only: c_double
  implicit none
  real(8), intent(in) :: x
  real(8), intent(out) :: y
  interface
    function twice(x) bind(c)
      import :: c_double
      real(c_double), value :: x
      real(c_double) :: twice
    end function
    function thrice(x) bind(c)
      import :: c_double
      real(c_double), value :: x
      real(c_double) :: thrice
    end function
  end interface
  y = twice(x) + 100 * thrice(x)
end subroutine
