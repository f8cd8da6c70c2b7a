"""Names in CUDA Fortran: implicit types in kernels, ASSOCIATE over device variables, and what compilers of CUDA Fortran alone
read: # after blanks, _CUDA, lines that begin with !@cuf."""

import pathlib
import sys

import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from test_cuda import build, from_text

TEXT = """\
module names
  use cudafor
  interface total
    module procedure total_host
#ifdef _CUDA
    module procedure total_device
#endif
  end interface
contains
  real function total_host(a)
    real, intent(in) :: a(:)
    total_host = sum(a)
  end function
#ifdef _CUDA
  real function total_device(a)
    real, device, intent(in) :: a(:)
    real :: s
    s = 0
    !$cuf kernel do
    do i = 1, size(a)
      s = s + 10*a(i)
    end do
    total_device = s
  end function
#endif
  subroutine lines(a, b, is_cuda)
    real, intent(inout) :: a(:), b(2)
    integer, intent(out) :: is_cuda
    !@cuf real, device :: a_d(size(a)), &
    !@cuf   & q(2)
    is_cuda = 0
    !@cuf is_cuda = 1; is_cuda = is_cuda &
    !@cuf + 1
    !@cuf a_d = a
    !@CUF associate (a => a_d)
    b(1) = total(a)
    !@cuf end associate
    b(2) = total(a)
    !@cufs = 9
    !@cuf q = 5; a(1) = q(2)
  end subroutine
  attributes(global) subroutine k(n, a)
    integer, value :: n
    real :: a(n)
    i = (blockIdx%x-1)*blockDim%x + threadIdx%x
    scale = 2.5
    if (i <= n) then
      do j = 1, 3
        call add(a(i), scale, j)
        scale = scale / 2
      end do
    end if
  end subroutine
  attributes(device) subroutine add(x, y, m)
    implicit integer (c-d), real(8) (e)
    real :: x, y
    c = 1.9 * m ! 1, 3, 5
    e = y
    x = x + c*e
  end subroutine
  subroutine implicit_types(n, a, turns)
    real, intent(inout) :: a(n)
    integer, intent(out) :: turns
    real, device :: a_d(n)
    a_d = a
    call k<<<(n+31)/32, 32>>>(n, a_d)
    f = 3
    number = 0
    !$cuf kernel do
    do i = 1, n
      g = a_d(i) * f
      number = number + 1
      a_d(i) = g
    end do
    turns = number
    a = a_d
  end subroutine
  subroutine associated_names(n, a, b)
    real, intent(inout) :: a(n), b(n)
    real, device :: a_d(n), b_d(n)
    a_d = a
    associate (b_d => b, q => a_d)
      do i = 1, n
        b_d(i) = b_d(i) + 1 ! the host's
      end do
      call k<<<1, 32>>>(n, q)
      b_d(2:) = q(2:)
      q(1) = -1
    end associate
    a = a_d
  end subroutine
  attributes(global) subroutine blanks(a)
    #ifdef NOT_DEFINED
    real :: a(:)
    #else
    real :: a(2)
    #endif
    if (threadIdx%x <= 2) a(threadIdx%x) = threadIdx%x
    #if 0
    a(1) = nothing
    #endif
  end subroutine
  subroutine hash(a)
    real, intent(inout) :: a(2)
    real, device :: a_d(2)
    #ifdef _CUDA
    call blanks<<<1, 32>>>(a_d)
    a = a_d
    #endif
#ifndef _CUDA
    a = -9
#endif
  end subroutine
end module
"""


def test_names(tmp_path):
    module = from_text(tmp_path, "names", TEXT).names
    # 1 + 1*2.5 + 3*1.25 + 5*0.625
    expected = np.float32(10.375)
    a = np.ones(5, "f4")
    assert module.implicit_types(a) == 5
    assert np.array_equal(a, np.full(5, 3 * expected))
    a, b = np.ones(5, "f4"), np.zeros(5, "f4")
    module.associated_names(a, b)
    assert np.array_equal(a, [-1] + 4 * [expected]) and np.array_equal(b, [1] + 4 * [expected])
    a, b = np.ones(5, "f4"), np.zeros(2, "f4")
    assert module.lines(a, b) == 2
    assert np.array_equal(b, [50, 5]) and np.array_equal(a, [5, 1, 1, 1, 1])
    a = np.zeros(2, "f4")
    module.hash(a)
    assert np.array_equal(a, [1, 2])


FIXED = """\
      subroutine fixed(a)
      real a(2)
!@cuf real, device :: a_d(2)
C     a comment
!@cuf a_d = a
!@cuf a(1) = 7
!@cuf&
!@cuf&  + 1
      end
"""


def test_fixed_form(tmp_path):
    (tmp_path / "fixed.f").write_text(FIXED)
    module = build(tmp_path, "fixed", "fixed.f")
    a = np.zeros(2, "f4")
    module.fixed(a)
    assert a[0] == 8
