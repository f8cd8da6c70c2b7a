"""CUDA Fortran with gfortran and host execution: kernels give the bits that the same statements give on the host.

bench/gpu/cuda.py runs the same modules on a GPU."""

import os
import pathlib
import subprocess
import sys

import numpy as np
import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import random_kernels
from random_kernels import load, same_bits

ROOT = pathlib.Path(__file__).resolve().parents[2]
ORDERS = ["forward", "reverse", "shuffled"]
SEEDS = range(1, 41) if os.environ.get("ISOTACH_FULL") else [1, 2]


def build(folder, name, *sources, options=()):
    """The module, built for host execution."""
    binary = os.environ.get("ISOTACH_BINARY", "isotach")
    done = subprocess.run([binary, "build", *map(str, sources), "-m", name, "--target", "cuda", "--host-exec", *options], cwd=folder,
                          capture_output=True, text=True)  # fmt: skip
    assert done.returncode == 0, done.stderr
    return load(folder / f"{name}.abi3.so")


def from_text(folder, name, text, options=()):
    (folder / f"{name}.cuf").write_text(text)
    return build(folder, name, f"{name}.cuf", options=options)


@pytest.mark.parametrize("seed", SEEDS)
def test_random_kernels(seed, tmp_path, monkeypatch):
    count = 5
    text = random_kernels.source(seed, count)
    # -O1: as many kernels in half the time; the bits of gfortran's -O2 and -O1 are the same without -ffast-math.
    module = from_text(tmp_path, "drawn", text, ("--fflags=-O1",)).kernels
    for number in range(1, count + 1):
        monkeypatch.setenv("ISOTACH_THREAD_ORDER", ORDERS[number % 3])
        assert random_kernels.differing(module, number) == [], f"seed {seed}, kernel {number}"


COPIES = """\
module copies
  use cudafor
  implicit none
  real(8), device, allocatable :: kept(:,:)
  type state
    real(8), device, allocatable :: field(:,:)
  end type
contains
  subroutine sections(n, a, b)
    integer, intent(in) :: n
    real(8), intent(in) :: a(n,n)
    real(8), intent(inout) :: b(n,n)
    real(8), device :: a_d(n,n)
    real(8), device, allocatable :: b_d(:,:)
    type(state) :: s
    allocate(b_d(0:n-1,n), s%field(n,n))
    a_d = a
    a_d(2:n:2,:) = -1
    a_d(1,n:1:-1) = a(:,1)
    b_d = b
    b_d(0,:) = a_d(:,2)
    s%field = 0
    s%field(:,2:3) = b_d(:,1:2)
    b(:,1:n-1) = a_d(:,2:n)
    b(:,n) = s%field(:,3)
    deallocate(b_d)
  end subroutine
  subroutine keep(n, a)
    integer, intent(in) :: n
    real(8), intent(in) :: a(n,n)
    if (allocated(kept)) deallocate(kept)
    allocate(kept(n,n))
    kept = a
  end subroutine
  subroutine get(n, a)
    integer, intent(in) :: n
    real(8), intent(out) :: a(n,n)
    a = kept
  end subroutine
  subroutine not_copied(n, a)
    integer, intent(in) :: n
    real(8), intent(out) :: a(n)
    real(8), device :: a_d(n)
    a = a_d
  end subroutine
  subroutine unequal(n, a)
    integer, intent(in) :: n
    real(8), intent(inout) :: a(n)
    real(8), device :: a_d(n+1)
    a_d = a
  end subroutine
  integer(8) function device_bytes() bind(c, name='device_bytes_')
    interface
      integer(8) function isotach_device_bytes() bind(c)
      end function
    end interface
    device_bytes = isotach_device_bytes()
  end function
end module
"""


def test_copies(tmp_path):
    module = from_text(tmp_path, "copies", COPIES).copies
    n = 5
    a, b = (np.asfortranarray(np.random.default_rng(k).normal(size=(n, n))) for k in (1, 2))
    a_d = a.copy()
    a_d[1::2, :] = -1
    a_d[0, ::-1] = a[:, 0]
    b_d = b.copy()
    b_d[0, :] = a_d[:, 1]
    expected = np.empty_like(b)
    expected[:, : n - 1] = a_d[:, 1:]
    expected[:, n - 1] = b_d[:, 1]
    module.sections(a, b)
    assert same_bits(b, expected)
    module.keep(a)
    module.keep(2 * a)
    assert same_bits(module.get(n), 2 * a)
    assert np.isnan(module.not_copied(3)).all(), "what was never copied shows"
    with pytest.raises(Exception, match="line 50: the two sides of this assignment differ in shape"):
        module.unequal(np.zeros(4))
    # Only what lives on keeps memory: kept, and the field of a component whose procedure has ended.
    before = module.device_bytes()
    for _ in range(20):
        module.sections(a, b)
    assert module.device_bytes() == before


SIZES = """\
module sizes
  use cudafor
  implicit none
  real, device :: fixed(100), other(10)
contains
  attributes(global) subroutine add(n, a)
    integer, value :: n
    real :: a(*)
    if (threadIdx%x <= n) a(threadIdx%x) = a(threadIdx%x) + 1
  end subroutine
  subroutine part(n, a)
    integer, intent(in) :: n
    real, device :: a(n)
    a = 5
    call add<<<1, n>>>(n, a)
  end subroutine
  subroutine run(x)
    real, intent(out) :: x(100)
    real, device :: mine(100)
    call part(3, mine(4))
    mine(50:) = 1
    call add<<<1, 2>>>(2, mine(99))
    mine(1:3) = 0
    mine(7:49) = -1
    fixed = mine
    call part(10, other)
    fixed(11:20) = other
    x = fixed
  end subroutine
end module
"""


def test_parts_of_variables(tmp_path):
    """What a procedure or a kernel is given may be less than the variable, or of unknown size, and is used first."""
    x = from_text(tmp_path, "sizes", SIZES).sizes.run()
    assert (x[:3] == 0).all() and (x[3:6] == 6).all() and (x[6:10] == -1).all() and (x[10:20] == 6).all()
    assert (x[20:49] == -1).all() and (x[49:98] == 1).all() and (x[98:] == 2).all()


REGIONS = """\
module regions
  use cudafor
  implicit none
  real(8), device, allocatable :: kept(:)
contains
  subroutine compute(n, m, a, b, s)
    integer, intent(in) :: n, m
    real(8), intent(in) :: a(n,m), s
    real(8), intent(out) :: b(n,m)
    real(8), device :: a_d(n,m), b_d(n,m), x_d
    integer :: i, j, k
    real(8) :: t
    a_d = a
    b_d = 2*a_d + s
    if (n > 1) b_d(2:n, :) = b_d(2:n, :) + sqrt(abs(a_d(1:n-1, :)))
    allocate(kept(-1:n))
    kept = 1
    !$cuf kernel do(2) <<<*,*>>>
    do j = 1, m
      do i = 2, n, 2
        t = a_d(i,j)*s
        if (t > 0) then
          b_d(i,j) = t
        else
          do k = 1, 3
            b_d(i,j) = b_d(i,j) - t*kept(k-2)
          end do
        end if
      end do
    end do
    !$cuf kernel do <<<1, 32>>>
    do i = n, 1, -1
      b_d(i,1) = b_d(i,1) + i
    end do
    x_d = 3
    x_d = x_d*2 + kept(0)
    t = x_d
    b = b_d
    b(1,1) = b(1,1) + t
    deallocate(kept)
  end subroutine
end module
"""


def computed(a, s):
    b = 2 * a + s
    b[1:] = b[1:] + np.sqrt(abs(a[:-1]))
    for i in range(1, a.shape[0], 2):
        t = a[i] * s
        b[i] = np.where(t > 0, t, b[i] - t - t - t)
    b[:, 0] += np.arange(1, a.shape[0] + 1)
    b[0, 0] += 7
    return b


@pytest.mark.parametrize("order", ORDERS)
def test_regions(order, tmp_path, monkeypatch):
    """!$cuf kernel do, and assignments that compute with device variables."""
    monkeypatch.setenv("ISOTACH_THREAD_ORDER", order)
    module = from_text(tmp_path, "regions", REGIONS).regions
    for shape in [(5, 3), (300, 70), (1, 1)]:
        a = np.asfortranarray(np.random.default_rng(1).normal(size=shape))
        assert same_bits(module.compute(a, 0.7), computed(a, 0.7))


API = """\
module api
  use cudafor
  implicit none
contains
  attributes(global) subroutine twice(n, a)
    integer, value :: n
    real :: a(n)
    integer :: i
    i = blockDim%x*(blockIdx%x - 1) + threadIdx%x
    if (i <= n) a(i) = 2*a(i)
  end subroutine
  subroutine run(n, a, b, ms, name, free)
    integer, intent(in) :: n
    real, intent(in) :: a(n)
    real, intent(out) :: b(n), ms
    character(40), intent(out) :: name
    integer(8), intent(out) :: free
    real, device :: a_d(n)
    type(cudaEvent) :: start, stop
    type(cudaDeviceProp) :: prop
    integer(kind=cuda_stream_kind) :: stream
    integer :: istat, half
    integer(8) :: total
    half = n/2
    istat = cudaEventCreate(start); istat = cudaEventCreate(stop)
    istat = cudaStreamCreate(stream)
    istat = cudaMemset(a_d, -1.0, n)
    istat = cudaMemcpy(a_d, a, half)
    istat = cudaEventRecord(start, 0)
    call twice<<<(n + 31)/32, 32, 0, stream>>>(n, a_d)
    istat = cudaEventRecord(stop, stream)
    istat = cudaEventSynchronize(stop)
    istat = cudaEventElapsedTime(ms, start, stop)
    istat = cudaMemcpyAsync(b, a_d, n, cudaMemcpyDeviceToHost, stream)
    if (cudaStreamSynchronize(stream) /= cudaSuccess) error stop 'stream'
    istat = cudaGetDeviceProperties(prop, 0)
    name = trim(prop%name)
    istat = cudaMemGetInfo(free, total)
    if (istat /= 0) print *, cudaGetErrorString(istat)
    istat = cudaStreamDestroy(stream)
    istat = cudaEventDestroy(start)
  end subroutine
end module
"""


def test_cudafor(tmp_path):
    doubled, milliseconds, name, free = from_text(tmp_path, "api", API).api.run(np.arange(9, dtype="f4"))
    assert doubled.tolist() == [0, 2, 4, 6, -2, -2, -2, -2, -2]
    assert 0 <= milliseconds < 1000 and name == b"host execution" and free > 0


FAULTS = """\
module faults
  use cudafor
  implicit none
contains
  attributes(global) subroutine beyond(n, a)
    integer, value :: n
    real(8) :: a(n)
    a(threadIdx%x + 1) = 1
  end subroutine
  attributes(global) subroutine beyond_after_a_barrier(n, a)
    integer, value :: n
    real(8) :: a(n)
    call syncthreads()
    a(threadIdx%x + 1) = 1
  end subroutine
  attributes(global) subroutine divergent(n, a)
    integer, value :: n
    real(8) :: a(n)
    if (threadIdx%x > 2) return
    call syncthreads()
    a(1) = 2
  end subroutine
  subroutine run(which, n, threads, error)
    integer, intent(in) :: which, n, threads
    integer, intent(out) :: error
    real(8), device :: a(n)
    if (which == 1) call beyond<<<1, threads>>>(n, a)
    if (which == 3) call beyond_after_a_barrier<<<1, threads>>>(n, a)
    if (which == 2) call divergent<<<1, threads>>>(n, a)
    error = cudaGetLastError()
  end subroutine
end module
"""


def test_faults(tmp_path):
    module = from_text(tmp_path, "faults", FAULTS).faults
    assert module.run(1, 4, 3) == 0
    with pytest.raises(
        Exception,
        match=r"kernel 'faults_beyond': subscript 5 of dimension 1 is outside 1:4, at .*faults.cuf:8, thread 4 of block 1",
    ):
        module.run(1, 4, 4)
    with pytest.raises(
        Exception, match=r"subscript 5 of dimension 1 is outside 1:4, at .*faults.cuf:14, thread 4 of block 1"
    ):
        module.run(3, 4, 4)
    assert module.run(2, 4, 2) == 0
    with pytest.raises(Exception, match="2 of 4 threads of a block ended while the others wait at a barrier"):
        module.run(2, 4, 4)
    assert module.run(1, 4, 0) == 9, "no threads: an error for cudaGetLastError"
    assert module.run(1, 2000, 1025) == 9
    assert module.run(1, 4, 1) == 0, "asking clears the error"


@pytest.mark.parametrize("order", ORDERS)
def test_example(order, tmp_path, monkeypatch):
    monkeypatch.setenv("ISOTACH_THREAD_ORDER", order)
    sys.path.insert(0, str(ROOT / "examples" / "cuda_fortran"))
    try:
        import run
    finally:
        sys.path.pop(0)
    assert run.check(build(tmp_path, "cudemo", *run.SOURCES)) == []


def test_no_driver(tmp_path):
    """A module for GPUs imports where there is no driver, and says so when a device is needed."""
    nvcc = tmp_path / "nvcc"
    nvcc.write_text('#!/bin/sh\nwhile [ "$1" != -o ]; do shift; done; echo image >$2\n')
    nvcc.chmod(0o755)
    (tmp_path / "copies.cuf").write_text(COPIES)
    done = subprocess.run([os.environ.get("ISOTACH_BINARY", "isotach"), "build", "copies.cuf", "-m", "copies", "--target", "cuda"], cwd=tmp_path,
                          env=os.environ | {"ISOTACH_NVCC": str(nvcc)}, capture_output=True, text=True)  # fmt: skip
    assert done.returncode == 0, done.stderr
    code = "import copies, numpy as np; copies.copies.keep(np.zeros((2, 2)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True)
    assert "32 bytes of device memory" in done.stderr and ("no CUDA driver" in done.stderr or "device" in done.stderr)
