"""runtime/cuda on the fake driver: what it asks of the driver, in which order, and what it says when that fails."""

import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import counting
from on_fake import build, output, run

SOURCE = """\
module demo
  use cudafor
  implicit none
  real(8), device, allocatable :: kept(:)
contains
  attributes(global) subroutine twice(n, a)
    integer, value :: n
    real(8) :: a(n)
    integer :: i
    i = blockDim%x*(blockIdx%x - 1) + threadIdx%x
    if (i <= n) a(i) = 2*a(i)
  end subroutine
  subroutine run(n, a)
    integer, intent(in) :: n
    real(8), intent(inout) :: a(n)
    real(8), device :: a_d(n)
    a_d = a
    call twice<<<(n + 31)/32, 32>>>(n, a_d)
    a = a_d
  end subroutine
  subroutine keep(n)
    integer, intent(in) :: n
    if (allocated(kept)) deallocate(kept)
    allocate(kept(n))
    kept = 1
  end subroutine
  subroutine drop()
    deallocate(kept)
  end subroutine
  subroutine outer(n, x)
    integer, intent(in) :: n
    real(8), intent(out) :: x
    real(8), device :: fixed(n)
    real(8), device, allocatable :: more(:)
    fixed = 1
    allocate(more(n))
    more = 2
    call innermost(n, x)
  end subroutine
  subroutine innermost(n, x)
    integer, intent(in) :: n
    real(8), intent(out) :: x
    real(8), device, allocatable :: inner(:)
    allocate(inner(10*n))
    inner = n
    x = inner(1)
  end subroutine
  subroutine streams(n, a, waits, b, pinned)
    integer, intent(in) :: n
    logical, intent(in) :: waits
    real(8), intent(in) :: a(n)
    real(8), intent(out) :: b(n)
    logical, intent(out) :: pinned
    real(8), device :: a_d(n)
    real(8), pinned, allocatable :: there(:), back(:)
    type(cudaEvent) :: done
    integer(kind=cuda_stream_kind) :: first, second
    integer :: istat
    istat = cudaStreamCreate(first)
    istat = cudaStreamCreate(second)
    istat = cudaEventCreate(done)
    allocate(there(n), back(n), pinned=pinned)
    there = a
    back = -1
    istat = cudaMemcpyAsync(a_d, there, n, stream=first)
    call twice<<<(n + 31)/32, 32, 0, first>>>(n, a_d)
    istat = cudaMemcpyAsync(back, a_d, n, stream=first)
    istat = cudaEventRecord(done, first)
    if (waits) istat = cudaEventSynchronize(done)
    b = back
    istat = cudaStreamSynchronize(first)
    istat = cudaStreamDestroy(first)
    istat = cudaStreamDestroy(second)
    istat = cudaEventDestroy(done)
    there = [a, a]
  end subroutine
end module
"""


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    build(folder, "demo", SOURCE)
    return lambda code, **settings: output(
        folder, "demo", "import demo; demo_module = demo; demo = demo.demo\n" + code, **settings
    )


@pytest.fixture(scope="module")
def fails(tmp_path_factory, demo):
    folder = next(iter(tmp_path_factory.getbasetemp().glob("demo*")))

    def message(code, **settings):
        done = run(folder, "demo", "import demo; demo_module = demo; demo = demo.demo\n" + code, **settings)
        assert done.returncode == 1, done.stdout + done.stderr  # an exception, and no signal
        return done.stderr.splitlines()[-1]

    return message


def test_a_kernel_runs_and_everything_is_given_back(demo):
    text = demo("""\
a = np.arange(100.0)
demo.run(a)
assert (a == 2*np.arange(100)).all(), a
names = "launches run copies_to_device bytes_to_device copies_to_host bytes_to_host allocations live_allocations current errors".split()
print(*map(count, names))
for _ in range(50):
    demo.run(a[:10])
print(count("live_allocations"), count("broken_guards"), count("contexts"), count("modules"))
""")
    assert text == "1 1 1 800 1 800 1 0 1 0\n0 0 1 1\n"


def test_statistics_are_what_the_driver_was_asked_for(demo, tmp_path, monkeypatch):
    """Counted between the module and the driver, where a real driver's calls can be counted too."""
    for name, value in counting.environment(counting.build(tmp_path), tmp_path / "counts").items():
        monkeypatch.setenv(name, value)
    text = demo(f"""\
sys.path.insert(0, {str(pathlib.Path(__file__).parent)!r})
import counting
demo.run(np.ones(40)); demo.keep(9); demo.keep(20); demo.streams(np.ones(5), True); demo.drop()
outside, said = counting.counts(), demo_module.__isotach__.statistics()
print([name for name in outside if outside[name] != said[name]], [name for name in outside if name != "waits" and count(name) != said[name]])
print(outside)
""")
    differ, seen = text.splitlines()
    assert differ == "[] []"
    assert seen.startswith("{'bytes_to_device': 592, 'bytes_to_host': 360, ") and "'launches': 2" in seen, seen


def test_import_asks_the_driver_for_nothing(demo):
    assert demo("print(log(), count('contexts'))", DEVICES=0) == "[] 0\n"


@pytest.mark.parametrize(
    "settings, message",
    [
        (dict(DEVICES=0), "the CUDA driver finds no device here"),
        (dict(VERSION=11080), "the driver, of CUDA 11.8, does not take the module's device code; build it with --gpu for this device, or "
         "install a newer driver: the provided PTX was compiled with an unsupported toolchain."),
        (dict(FAIL="cuDevicePrimaryCtxRetain:1:2"), "the first device cannot be used: out of memory"),
    ],
)  # fmt: skip
def test_no_usable_device(fails, settings, message):
    text = fails("demo.run(np.zeros(4))", **settings)
    assert text.startswith("demo.FortranStop: ") and text.endswith(message), text
    assert "line 17: 32 bytes of device memory for 'a_d'" in text


def test_out_of_memory_names_variable_size_and_line(demo):
    text = demo(
        """\
kept = demo.keep(100)
for what in (lambda: demo.run(np.zeros(10**6)), lambda: demo.keep(10**6)):
    try:
        what()
    except Exception as error:
        print(str(error).splitlines()[-1])
a = np.ones(5)
demo.run(a)
print(a[0], count("live_allocations"))
demo.keep(7)
demo.drop()
print(count("live_allocations"))
""",
        MEMORY=1 << 20,
    )
    lines = text.splitlines()
    assert lines[0].endswith(
        "line 17: 8000000 bytes of device memory for 'a_d': allocate: out of memory (CUDA_ERROR_OUT_OF_MEMORY)"
    )
    assert lines[1].endswith(
        "line 24: 8000000 bytes of device memory for 'kept': allocate: out of memory (CUDA_ERROR_OUT_OF_MEMORY)"
    )
    assert lines[2:] == ["2.0 0", "0"]


def test_an_error_leaves_nothing_behind_of_the_procedures_that_it_leaves(demo):
    """Also of callers, and what others keep stays."""
    text = demo(
        """\
demo.keep(50)
for n in (10**5, 11000):
    for _ in range(3):
        try:
            demo.outer(n)
        except Exception as error:
            print("inner" in str(error), count("live_allocations"), demo_module.__isotach__.statistics()["device_bytes"])
print(demo.outer(10), count("live_allocations"))
""",
        MEMORY=1 << 20,
    )
    assert text.splitlines() == ["False 1 400"] * 3 + ["True 1 400"] * 3 + ["10.0 1"]


def test_errors_of_the_driver_are_exceptions_and_lose_nothing(demo):
    """Each entry that a call makes fails once, in turn: an exception, and the next call is right."""
    text = demo("""\
right = np.arange(40.0)
for entry in "cuMemcpyHtoD_v2 cuMemcpyDtoH_v2 cuMemAlloc_v2 cuCtxPushCurrent_v2".split():
    driver.fake_cuda_fail(entry.encode(), 1, 700)
    driver.cuCtxPopCurrent_v2(ctypes.byref(ctypes.c_void_p())) # then a call makes one current
    a = right.copy()
    try:
        demo.run(a)
        print(entry, "no exception")
    except Exception as error:
        print(entry, "an illegal memory access was encountered" in str(error), (a == right).all())
    a = right.copy()
    demo.run(a)
    assert (a == 2*right).all()
print(count("live_allocations"))
""")
    assert text.splitlines()[:4] == [f"{entry} True True" for entry in
                                     ["cuMemcpyHtoD_v2", "cuMemcpyDtoH_v2", "cuMemAlloc_v2", "cuCtxPushCurrent_v2"]]  # fmt: skip


def test_work_of_streams_is_not_done_before_something_waits(demo):
    """Between pinned memory and the device nothing is waited for; the fake driver works as late as it may."""
    text = demo("""\
a = np.arange(1.0, 6.0)
print(*demo.streams(a, True))
print("\\n".join(log()))
print(*demo.streams(a, False))
print(*map(count, "streams events pinned live_allocations errors".split()))
""")
    lines = text.splitlines()
    assert lines[0] == "[ 2.  4.  6.  8. 10.] True"
    work = [line for line in lines[1:-2] if line.startswith(("copy", "launch"))]
    assert work == ["copy to_device 40 stream 1", "launch demo_twice stream 1", "copy to_host 40 stream 1"]
    assert lines[-2] == "[-1. -1. -1. -1. -1.] True"
    assert lines[-1] == "0 0 0 0 0"


def test_contexts_of_others_are_left_as_they_are(demo):
    """The primary context is shared; another one that is current, here of the second device, stays current."""
    text = demo(
        """\
driver.cuInit(0)
device, other, now = ctypes.c_int(), ctypes.c_void_p(), ctypes.c_void_p()
driver.cuDeviceGet(ctypes.byref(device), 1)
driver.cuDevicePrimaryCtxRetain(ctypes.byref(other), device)
driver.cuCtxPushCurrent_v2(other)
a = np.ones(3)
demo.run(a)
driver.cuCtxGetCurrent(ctypes.byref(now))
print(a[0], now.value == other.value, count("current"), count("contexts"))
""",
        DEVICES=2,
    )
    assert text == "2.0 True 1 2\n"


def test_another_user_of_the_primary_context_may_come_before_or_after(demo):
    use = """\
device, context = ctypes.c_int(), ctypes.c_void_p()
driver.cuInit(0)
driver.cuDeviceGet(ctypes.byref(device), 0)
driver.cuDevicePrimaryCtxRetain(ctypes.byref(context), device)
driver.cuCtxSetCurrent(context)
"""
    call = "a = np.ones(3); demo.run(a); print(a[0])\n"
    for code in (use + call, call + use, call + use + call):
        assert set(demo(code + "print(count('errors'))").split()) == {"2.0", "0"}


def test_a_forked_process_says_so(demo):
    text = demo("""\
import os
demo.run(np.ones(3))
child = os.fork()
if child == 0:
    try:
        demo.run(np.ones(3))
    except Exception as error:
        print(str(error).splitlines()[-1], flush=True)
    os._exit(0)
os.waitpid(child, 0)
""")
    assert "forked from one that had used the device" in text
