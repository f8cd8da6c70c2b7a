"""Forms of Fortran in device code (forms.cuf): host execution gives the bits of the same statements on the host.

bench/gpu/cuda.py runs the same on a GPU."""

import pathlib
import sys

import numpy as np
import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import test_cuda

N, M = 70, 6


def columns(seed=3):
    """What both sides are given; the results are zero."""
    rng = np.random.default_rng(seed)
    a = np.asfortranarray(rng.normal(size=(N, M)) * 2)
    p = np.asfortranarray(rng.integers(-9, 9, size=(N, M)).astype("i4"))
    kinds = [((N, 20), "f8"), ((N, 20), "i4"), ((N, 10), "i4"), ((N, 8), "c16")]
    return [a, p] + [np.zeros(shape, kind, order="F") for shape, kind in kinds]


@pytest.fixture(scope="module")
def forms(tmp_path_factory):
    folder = tmp_path_factory.mktemp("forms")
    return test_cuda.build(folder, "forms", test_cuda.ROOT / "tests/gpu/forms.cuf", options=("--fflags=-O2",)).forms


@pytest.mark.parametrize("order", test_cuda.ORDERS)
def test_statements(forms, order, monkeypatch):
    """SUM and its kin, WHERE, DO CONCURRENT, sections as arguments, constant arrays, elemental functions, complex numbers."""
    monkeypatch.setenv("ISOTACH_THREAD_ORDER", order)
    expected, found = columns(), columns()
    forms.host(*expected)
    forms.dev(*found)
    for name, one, other in zip("apxzlc", expected, found):
        for column in range(one.shape[1]):
            assert one[:, column].tobytes() == other[:, column].tobytes(), (name, column + 1)


@pytest.mark.parametrize("order", test_cuda.ORDERS)
def test_reductions(forms, order, monkeypatch):
    """!$cuf kernel do: sums, products of logical values, extremes, bits; into scalars of the host and of the device."""
    monkeypatch.setenv("ISOTACH_THREAD_ORDER", order)
    a, p = columns()[:2]
    reals, integers = np.array([1.0, 0, 0, 0, 0, 0]), np.array([2, 0, 0, 0], "i4")
    logicals, total = np.zeros(2, "i4"), np.array(1j)
    forms.reduce(a, p, reals, integers, logicals, total)
    assert reals.tolist() == [1 + p.sum(), a.max(), a.min(), 5 + (2 * p[:, 0] * M - M).sum(), a.max(), 2 * p.size]
    assert integers[:3].tolist() == [2 + (a > 0.5).sum(), np.bitwise_or.reduce(p.ravel()), (p == 0).sum()]
    assert logicals.tolist() == [1, 1]
    assert total == p[:, 0].sum() + 1j * N + 1j


@pytest.mark.parametrize("order", test_cuda.ORDERS)
def test_shared_and_atomics(forms, order, monkeypatch):
    """Shared arrays whose shapes the launch decides lie side by side; atomics."""
    monkeypatch.setenv("ISOTACH_THREAD_ORDER", order)
    a = columns()[0][:, 0].copy()
    b, total, hits, most, low = (np.asarray(value) for value in by_name(forms.share, a))
    padded = np.zeros(96)
    padded[:N] = a
    places = np.zeros(96)
    places[:N] = np.arange(1, N + 1)
    i = np.arange(N)
    block, thread = i // 32 * 32, i % 32
    mirror = padded[block + 31 - thread]
    assert np.array_equal(b, mirror - 2 * mirror + places[block + (thread + 1) % 32])
    assert (hits, most, total, low) == ((a > 0).sum(), N * 1000000007, N * (N + 1) / 2, -N * 1000000007)


def by_name(procedure, a):
    """(b, total, hits, most, low) whatever their order in the call line is."""
    names = procedure.__doc__.split("=")[0].split(",")
    values = dict(zip((name.strip() for name in names), procedure(a)))
    return [values[name] for name in ("b", "total", "hits", "most", "low")]


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
