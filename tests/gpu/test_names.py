"""Names in CUDA Fortran: implicit types in kernels, ASSOCIATE over device variables, and # after blanks."""

import pathlib
import sys

import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from test_cuda import from_text

TEXT = """\
module names
  use cudafor
contains
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
    a = np.zeros(2, "f4")
    module.hash(a)
    assert np.array_equal(a, [1, 2])
