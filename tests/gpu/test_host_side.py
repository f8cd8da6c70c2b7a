"""The host's part of CUDA Fortran: statements that lie over several lines, copies of planes, more of cudafor."""

import os
import pathlib
import subprocess
import sys

import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from test_cuda import from_text

TEXT = """\
module host_side
  use cudafor
  implicit none
contains
  attributes(global) subroutine twice(n, a)
    integer, value :: n
    real :: a(n)
    real, shared :: part(*)
    integer :: i
    i = blockDim%x*(blockIdx%x - 1) + threadIdx%x
    part(threadIdx%x) = 2
    if (i <= n) a(i) = part(threadIdx%x)*a(i)
  end subroutine
  subroutine lines(n, a, flag, error)
    integer, intent(in) :: n
    real, intent(inout) :: a(n)
    logical, intent(out) :: flag
    integer, intent(out) :: error
    real, device :: a_d(n)
    real, allocatable, pinned :: here(:)
    integer :: istat, line
    allocate(here(n), & ! a comment, with a comma
             stat=istat, &
             pinned=flag)
    a_d = a
    call twice<<<(n + 31)/32, & ! blocks
                 32, &
                 1.5*4*32, 0>>>(n, &
                                a_d)
    if (cudaMemcpy(here, a_d, &
                   n) /= cudaSuccess) error stop 'copy'
    call twice<<<1, &
                 n, 4*n>>>(n, a_d); call twice<<<1,n,4*n>>>(n, a_d)
    a = a_d; a = a/4
    if (any(a /= here)) error stop 'differs'
    istat = cudaGetLastError()
    call twice<<<1, 0>>>(n, a_d); line = &
      1
    error = cudaGetLastError()
  end subroutine
  subroutine planes(a, b, c)
    real(8), intent(in) :: a(7,5)
    real(8), intent(inout) :: b(4,3), c(7,5)
    real(8), device :: a_d(6,5)
    integer :: istat
    a_d = 0
    ! rows 2 to 5 of columns 1 to 4
    istat = cudaMemcpy2D(a_d, 6, a(2,1), 7, 4, 4)
    if (istat /= 0) error stop 'to the device'
    istat = cudaMemcpy2D(b, size(b,1), a_d(1,2), 6, 4, 3, cudaMemcpyDeviceToHost)
    if (istat /= 0) error stop 'to the host'
    if (cudaMemcpy2DAsync(c(3,2), 7, a_d, 6, 2, 3, stream=0_8) /= 0) error stop 'async'
    if (cudaMemcpy2D(c, 7, a_d, 6, 7, 1) /= cudaErrorInvalidValue) error stop 'columns longer than their distance'
  end subroutine
  ! shapes and values of others
  subroutine sources(a, b)
    real(8), intent(in) :: a(:,:)
    real(8), intent(out) :: b(3,4)
    real(8), device, allocatable :: a_d(:,:), b_d(:,:), c_d(:,:)
    real(8), allocatable :: c(:,:)
    integer :: istat
    allocate(a_d, source=a)
    allocate(b_d, c_d, source=a_d, stat=istat)
    a_d = 0
    allocate(c, source=c_d)
    b = b_d
    b = b + c
    deallocate(c_d)
    allocate(c_d(3,4), source=1.5_8)
    c = c_d
    b = b + c
  end subroutine
  attributes(global) subroutine with_shape(d, n_d)
    real :: d(n_d)
    integer :: n_d
    d(n_d) = size(d)
  end subroutine
  subroutine shapes(n, last)
    integer, intent(in) :: n
    real, intent(out) :: last
    real, device :: d(n)
    integer, device :: n_d
    real :: here(n)
    n_d = n
    call with_shape<<<1, 1>>>(d, n_d)
    here = d
    last = here(n)
  end subroutine
  ! Values of device arrays on the host
  subroutine gathered(a, values)
    real(8), intent(in) :: a(:,:)
    real(8), intent(out) :: values(6)
    real(8), device :: a_d(size(a,1), size(a,2))
    complex, device, allocatable :: c_d(:)
    logical, device :: flags(3)
    integer(8), device :: counts(2,2)
    allocate(c_d(4))
    a_d = a; c_d = (1.0, 2.0); flags = .true.; counts = 7_8
    values(1:2) = [sum(a_d), maxval(a_d(2:,1::2))]
    values(3) = aimag(sum(c_d(:3)))
    if (all(flags) .and. count(flags(2:)) == 2) values(4) = product(counts)
    values(5) = 0
    do while (minval(counts) < 9)
      values(5) = values(5) + 1
      counts = counts + 1
    end do
    values(6) = minval(a_d(1:0,:))
  end subroutine
  ! Without INTENT, and read alone: an expression may be given.
  attributes(device) integer function padded(i)
    integer :: i
    padded = i + i/4
  end function
  ! A region is the first statement of the procedure.
  subroutine region_first(b)
    integer, intent(out) :: b(8)
    integer, device :: a_d(8)
    integer :: i
    !$cuf kernel do <<<*,*>>>
    do i = 1, 8
      a_d(i) = padded(i + 1)
    end do
    b = a_d
  end subroutine
  subroutine more(values)
    integer, intent(out) :: values(8)
    integer(cuda_stream_kind) :: stream
    type(cudaEvent) :: event
    type(cudaDeviceProp) :: prop
    values(1) = cudaDeviceCanAccessPeer(values(2), 0, 7)
    values(3) = cudaDeviceCanAccessPeer(values(2), 0, 0)
    values(4) = cudaStreamCreateWithFlags(stream, cudaStreamNonBlocking)
    values(4) = values(4) + cudaEventCreateWithFlags(event, cudaEventDisableTiming)
    values(4) = values(4) + cudaEventRecord(event, stream)
    values(4) = values(4) + cudaStreamWaitEvent(stream, event, 0) + cudaStreamWaitEvent(0, event, 0)
    values(4) = values(4) + cudaStreamQuery(stream) + cudaEventQuery(event) + cudaStreamSynchronize(0)
    values(5) = cudaSetDevice(0)
    values(6) = cudaSetDevice(3)
    values(7) = cudaDeviceEnablePeerAccess(1, 0)
    values(8) = cudaGetDeviceProperties(prop, 0)
    if (prop%maxThreadsPerBlock /= 1024) values(8) = -1
  end subroutine
end module
"""


def test_host_side(tmp_path):
    module = from_text(tmp_path, "host_side", TEXT).host_side
    a = np.arange(33, dtype="f4")
    flag, error = module.lines(a)
    assert a.tolist() == [2 * i for i in range(33)]
    assert flag, "memory is pinned, and the flag says so"
    assert error == 9
    a = np.asfortranarray(np.random.default_rng(1).normal(size=(7, 5)))
    b, c = np.zeros((4, 3), order="F"), np.zeros((7, 5), order="F")
    module.planes(a, b, c)
    a_d = np.zeros((6, 5))
    a_d[:4, :4] = a[1:5, :4]
    expected = np.zeros((7, 5))
    expected[2:4, 1:4] = a_d[:2, :3]
    assert (b == a_d[:4, 1:4]).all() and (c == expected).all()
    a = np.asfortranarray(a[1:4, :4])
    assert (module.sources(a) == 2 * a + 1.5).all() and module.shapes(5) == 5
    values = module.gathered(a)
    assert values[:5].tolist() == [float(sum(a.ravel("F").tolist())), a[1:, ::2].max(), 6, 7**4, 2]
    assert values[5] == np.finfo("f8").max
    assert module.region_first().tolist() == [i + i // 4 for i in range(2, 10)]
    assert module.more().tolist() == [101, 0, 0, 0, 0, 101, 217, 0]


def test_whole_arrays_that_are_read_only(tmp_path):
    (tmp_path / "a.cuf").write_text(
        "module m\ncontains\nattributes(global) subroutine k(n, a)\ninteger, value :: n\nreal, intent(in) :: a(n)\na = 0\nend subroutine\nsubroutine other\nend subroutine\nend module\n"
    )
    command = [
        os.environ.get("ISOTACH_BINARY", "isotach"),
        "build",
        "a.cuf",
        "-m",
        "a",
        "--target",
        "cuda",
        "--host-exec",
    ]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode != 0 and "a.cuf:6:1: error: 'a' is not to be written here" in done.stderr
