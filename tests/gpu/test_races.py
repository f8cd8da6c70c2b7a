"""Host execution with --check-races: threads that touch one element in no order are told, by both lines, in whatever order they ran;
what barriers or separate memory keep apart is not."""

import pathlib
import sys

import numpy as np
import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from test_cuda import ORDERS, from_text

SOURCE = """\
module races
  use cudafor
  implicit none
contains
  attributes(global) subroutine shift(n, a)
    integer, value :: n
    real(8) :: a(n)
    integer :: i
    real(8) :: x
    i = blockDim%x*(blockIdx%x - 1) + threadIdx%x
    if (i >= n) return
    x = a(i + 1)
    a(i) = x
  end subroutine
  attributes(global) subroutine copy(n, a, b, c)
    integer, value :: n
    real(8), intent(in) :: a(n)
    real(8) :: b(n)
    integer(1) :: c(n)
    real(8) :: own(3)
    integer :: i
    i = blockDim%x*(blockIdx%x - 1) + threadIdx%x
    own = i
    if (i < n) b(i) = a(i) + a(i + 1) + own(2)
    if (i <= n) c(i) = int(mod(i, 100), 1)
  end subroutine
  attributes(global) subroutine reverse(n, a, waits)
    integer, value :: n
    logical, value :: waits
    real(8) :: a(n)
    real(8), shared :: tile(32)
    integer :: i
    i = blockDim%x*(blockIdx%x - 1)
    tile(threadIdx%x) = a(i + threadIdx%x)
    if (waits) call syncthreads()
    a(i + threadIdx%x) = tile(33 - threadIdx%x)
  end subroutine
  attributes(global) subroutine total(n, a, s)
    integer, value :: n
    real(8), intent(in) :: a(n)
    real(8) :: s(*)
    integer :: i
    i = blockDim%x*(blockIdx%x - 1) + threadIdx%x
    s(2) = s(2) + a(i)
  end subroutine
  attributes(global) subroutine once(a)
    real(8) :: a(4)
    if (threadIdx%x == 1) a(4) = a(4) + 1
    call syncthreads()
    if (threadIdx%x == 2) a(4) = a(4) + 1
  end subroutine
  subroutine run(which, n, a, blocks, threads)
    integer, intent(in) :: which, n, blocks, threads
    real(8), intent(inout) :: a(n)
    real(8), device :: a_d(n), b_d(n)
    integer(1), device :: c_d(n)
    a_d = a
    b_d = 0
    select case (which)
    case (1); call shift<<<blocks, threads>>>(n, a_d)
    case (2); call copy<<<blocks, threads>>>(n, a_d, b_d, c_d)
    case (3); call reverse<<<blocks, threads>>>(n, a_d, .true.)
    case (4); call reverse<<<blocks, threads>>>(n, a_d, .false.)
    case (5); call total<<<blocks, threads>>>(n, a_d, b_d)
    case (6); call once<<<blocks, threads>>>(a_d)
    end select
    a = a_d
  end subroutine
end module
"""


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    return from_text(tmp_path_factory.mktemp("races"), "races", SOURCE, ("--check-races",)).races.run


@pytest.mark.parametrize("order", ORDERS)
def test_races_are_told(run, order, monkeypatch):
    monkeypatch.setenv("ISOTACH_THREAD_ORDER", order)

    def said(*arguments):
        with pytest.raises(Exception) as caught:
            run(*arguments)
        return str(caught.value)

    a = np.arange(64.0)
    text = said(1, a, 1, 64)
    assert "kernel 'races_shift': a race on 'a', element" in text and "in no order" in text
    assert "races.cuf:12" in text and "races.cuf:13" in text and "loads it" in text and "stores it" in text
    assert "of block 1" in text
    assert "a race on 'a'" in said(1, a, 64, 1), "in different blocks"
    text = said(4, a, 2, 32)
    assert "a race on shared memory" in text and "races.cuf:34" in text and "races.cuf:36" in text
    text = said(5, a, 2, 32)
    assert "a race on 's', element 2 in memory" in text and "races.cuf:44" in text
    assert "a race on 'a', element 4" in said(6, a, 2, 3), "a barrier orders the threads of one block only"
    run(6, a, 1, 3)
    assert a[3] == 5, "the next kernel is right"


@pytest.mark.parametrize("order", ORDERS)
def test_no_false_alarms(run, order, monkeypatch):
    monkeypatch.setenv("ISOTACH_THREAD_ORDER", order)
    for which, blocks, threads in [(1, 1, 1), (2, 4, 32), (2, 128, 1), (3, 4, 32), (6, 1, 32)]:
        run(which, np.arange(128.0), blocks, threads)
    a = np.arange(64.0)
    run(3, a, 2, 32)
    assert (a == np.r_[31:-1:-1, 63:31:-1]).all()
