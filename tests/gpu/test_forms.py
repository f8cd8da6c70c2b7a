"""Forms of Fortran in device code (forms.cuf): host execution gives the bits of the same statements on the host, and sees no race.

bench/gpu/cuda.py runs the same on a GPU."""

import pathlib
import sys

import numpy as np
import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import forms
import test_cuda


@pytest.fixture(scope="module")
def module(tmp_path_factory):
    folder = tmp_path_factory.mktemp("forms")
    return test_cuda.build(
        folder, "forms", test_cuda.ROOT / "tests/gpu/forms.cuf", options=("--fflags=-O2", "--check-races")
    ).forms


@pytest.mark.parametrize("order", test_cuda.ORDERS)
@pytest.mark.parametrize("check", [forms.statements, forms.reductions, forms.shared_and_atomics])
def test_forms(module, check, order, monkeypatch):
    monkeypatch.setenv("ISOTACH_THREAD_ORDER", order)
    assert check(module) == []


NARROW = """\
module narrow
  implicit none
contains
  attributes(host,device) subroutine one(s, r, c)
    real(8), intent(in) :: s
    real(4), intent(in) :: r
    complex(8), intent(out) :: c
    complex(8) :: h
    complex(4) :: single
    integer :: k
    h = (1d0, -2d0)
    do k = 1, 4
      h = h*cmplx(s, s, 8) - cmplx(cmplx(r, r), kind=8)
      single = cmplx(h)
      h = (cmplx(single, kind=8)/8)**2
    end do
    c = h + single
  end subroutine
  attributes(global) subroutine kernel(s, r, c)
    real(8), value :: s
    real(4), value :: r
    complex(8), intent(out) :: c(1)
    call one(s, r, c(1))
  end subroutine
  subroutine device(s, r, c)
    real(8), intent(in) :: s
    real(4), intent(in) :: r
    complex(8), intent(out) :: c(1)
    complex(8), device :: c_d(1)
    call kernel<<<1, 1>>>(s, r, c_d)
    c = c_d
  end subroutine
  subroutine host(s, r, c)
    real(8), intent(in) :: s
    real(4), intent(in) :: r
    complex(8), intent(out) :: c(1)
    call one(s, r, c(1))
  end subroutine
end module
"""


def test_rounding_to_complex_4_is_kept(tmp_path):
    """GCC's vectoriser of straight-line code loses it (seed 303 of random_kernels.py)."""
    (tmp_path / "narrow.cuf").write_text(NARROW)
    options = ("--fflags=-O2 -fno-tree-slp-vectorize",)
    narrow = test_cuda.build(tmp_path, "narrow", tmp_path / "narrow.cuf", options=options).narrow
    assert narrow.device(0.37, 0.77).tobytes() == narrow.host(0.37, 0.77).tobytes()


GENERICS = """\
module arrays
  implicit none
  private
  interface total
    module procedure total_host, total_device, total_plane
  end interface
  public :: total, double
  interface double
    module procedure double_real, double_integer
  end interface
contains
  real function total_host(a)
    real, intent(in) :: a(:)
    total_host = sum(a)
  end function
  real function total_device(a)
    real, intent(in), device :: a(:)
    real :: s
    integer :: i
    s = 0
    !$cuf kernel do <<<*,*>>>
    do i = 1, size(a)
      s = s + a(i)
    end do
    total_device = s + 1000
  end function
  real function total_plane(a)
    real, intent(in), device :: a(:,:)
    total_plane = total_device(a(:,1)) + 1
  end function
  attributes(device) real function double_real(x)
    real, value :: x
    double_real = 2*x
  end function
  attributes(device) integer function double_integer(x)
    integer, value :: x
    double_integer = 20*x
  end function
end module
module user
  use arrays, only: whole => total, double
contains
  attributes(global) subroutine doubles(a)
    real :: a(:,:)
    integer :: i
    i = threadIdx%x
    a(i,1) = double(a(i,1)) + double(i)
  end subroutine
  subroutine all(n, a, r)
    integer, intent(in) :: n
    real, intent(in) :: a(n)
    real, intent(out) :: r(4)
    real, device :: a_d(n), b_d(n,2)
    a_d = a
    b_d(:,1) = a_d
    r(1:3) = [whole(a), whole(a_d), whole(b_d)]
    call doubles<<<1,n>>>(b_d)
    r(4) = whole(a=b_d)
  end subroutine
end module
"""


def test_generics(tmp_path):
    """A generic name means one procedure for arrays of the host and another for those of the device; in kernels, by types."""
    user = test_cuda.from_text(tmp_path, "generics", GENERICS).user
    assert user.all(np.arange(5, dtype="f4")).tolist() == [10, 1010, 1011, 1001 + 20 + 20 * 15]
