"""The ground of CUDA modules on a GPU: device arrays without copies, pinned memory and streams, errors, and NVRTC's code.

    python bench/gpu/ground.py prepare [--gpu sm_90]    builds into build/ground, with NVRTC and with nvcc if it is there
    python3 bench/gpu/ground.py run                     there, with build/ground in place; CuPy is used if it is installed

What the fake driver of tests/gpu answers, a real one answers here. Exit code 0 if all is right.
"""

import argparse
import ctypes
import importlib.util
import os
import pathlib
import shutil
import subprocess
import sys
import time

sys.path.remove(str(pathlib.Path(__file__).resolve().parent))  # cuda.py here is not the package that CuPy imports
ROOT = pathlib.Path(__file__).resolve().parents[2]
OUT = ROOT / "build" / "ground"
LIBRARIES = ["libgfortran.so.5", "libquadmath.so.0"]

TIMED = """\
module timed
  use cudafor
  implicit none
contains
  attributes(global) subroutine add(n, a, s)
    integer, value :: n
    real(8), value :: s
    real(8) :: a(n)
    integer :: i
    i = blockDim%x*(blockIdx%x - 1) + threadIdx%x
    if (i <= n) a(i) = a(i) + s
  end subroutine
  subroutine launch(n, a)
    integer, intent(in) :: n
    real(8), device :: a(n)
    call add<<<(n + 127)/128, 128>>>(n, a, 1d0)
  end subroutine
  ! Seconds until cudaMemcpyAsync returns, and until the copy is done: pinned, then ordinary memory.
  subroutine copies(n, seconds, right)
    integer, intent(in) :: n
    real(8), intent(out) :: seconds(4)
    logical, intent(out) :: right
    real(8), device, allocatable :: d(:)
    real(8), pinned, allocatable :: a(:)
    real(8), allocatable :: b(:)
    integer(kind=cuda_stream_kind) :: stream
    integer(8) :: t0, t1, t2, rate
    integer :: istat
    logical :: flag
    allocate(d(n), b(n))
    allocate(a(n), pinned=flag)
    a = 1; b = 2
    istat = cudaStreamCreate(stream)
    call system_clock(t0, rate)
    istat = cudaMemcpyAsync(d, a, n, stream=stream)
    call system_clock(t1)
    istat = cudaStreamSynchronize(stream)
    call system_clock(t2)
    seconds(1:2) = [t1 - t0, t2 - t0]/real(rate, 8)
    call add<<<(n + 127)/128, 128, 0, stream>>>(n, d, 1d0)
    istat = cudaMemcpyAsync(a, d, n, stream=stream)
    istat = cudaStreamSynchronize(stream)
    right = flag .and. all(a == 2)
    call system_clock(t0)
    istat = cudaMemcpyAsync(d, b, n, stream=stream)
    call system_clock(t1)
    istat = cudaStreamSynchronize(stream)
    call system_clock(t2)
    seconds(3:4) = [t1 - t0, t2 - t0]/real(rate, 8)
    a = [b, b] ! allocates anew: no longer pinned
    right = right .and. size(a) == 2*n
    istat = cudaMemcpyAsync(d, a(n+1), n, stream=stream)
    istat = cudaMemcpyAsync(b, d, n, stream=stream)
    istat = cudaStreamDestroy(stream)
    right = right .and. all(b == 2)
  end subroutine
end module
"""


def build(name, source, gpu, compiler):
    # A cache of its own: what was built before is not measured.
    environment = os.environ | {
        "XDG_CACHE_HOME": str(OUT / "cache" / compiler),
        "ISOTACH_NVRTC": nvrtc() if compiler == "nvrtc" else "",
    }
    folder = OUT / compiler
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.cuf").write_text(source)
    command = [
        os.environ.get("ISOTACH_BINARY", "isotach"),
        "build",
        f"{name}.cuf",
        "-m",
        name,
        "--target",
        "cuda",
        "--gpu",
        gpu,
        "--time",
    ]
    start = time.perf_counter()
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr)
    device = [line.strip() for line in done.stderr.splitlines() if "device code" in line]
    print(f"{name}, {compiler}: built in {time.perf_counter() - start:.2f} s; {' '.join(device)}", flush=True)


def nvrtc():
    if os.environ.get("ISOTACH_NVRTC"):
        return os.environ["ISOTACH_NVRTC"]
    found = sorted(pathlib.Path(sys.prefix).glob("lib/python3*/site-packages/nvidia/*/lib/libnvrtc.so.*"))
    found += sorted(pathlib.Path("/usr/local/cuda/lib64").glob("libnvrtc.so.*"))
    return str(found[0]) if found else sys.exit("no NVRTC: pip install nvidia-cuda-nvrtc")


def prepare(gpu):
    sys.path.insert(0, str(ROOT / "tests" / "gpu"))
    import counting
    import test_cuda_runtime
    import test_device_arrays

    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    for compiler in (
        ["nvrtc", "nvcc"] if shutil.which("nvcc") or os.path.exists("/usr/local/cuda/bin/nvcc") else ["nvrtc"]
    ):
        build("fields", test_device_arrays.SOURCE, gpu, compiler)
        build("demo", test_cuda_runtime.SOURCE, gpu, compiler)
        build("timed", TIMED, gpu, compiler)
    counting.build(OUT)
    for library in LIBRARIES:
        path = subprocess.run(
            ["gfortran", f"-print-file-name={library}"], check=True, capture_output=True, text=True
        ).stdout.strip()
        shutil.copy(path, OUT / library)


def load(compiler, name):
    spec = importlib.util.spec_from_file_location(name, OUT / compiler / f"{name}.abi3.so")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class DeviceArray:
    """What CuPy would be, where it is not installed."""

    driver = context = None

    def __init__(self, values):
        import numpy as np

        self.values = np.asfortranarray(values)
        if not DeviceArray.driver:
            DeviceArray.driver = ctypes.CDLL("libcuda.so.1")
            DeviceArray.context = ctypes.c_void_p()
            self.ask("cuInit", 0)
            self.ask("cuDevicePrimaryCtxRetain", ctypes.byref(DeviceArray.context), 0)
            self.ask("cuCtxSetCurrent", DeviceArray.context)
        self.address = ctypes.c_ulonglong()
        self.ask("cuMemAlloc_v2", ctypes.byref(self.address), ctypes.c_size_t(self.values.nbytes))
        self.ask(
            "cuMemcpyHtoD_v2",
            self.address,
            ctypes.c_void_p(self.values.ctypes.data),
            ctypes.c_size_t(self.values.nbytes),
        )
        self.__cuda_array_interface__ = dict(shape=self.values.shape, typestr=self.values.dtype.str, data=(self.address.value, False),
                                             strides=self.values.strides, version=3)  # fmt: skip

    def ask(self, entry, *arguments):
        error = getattr(DeviceArray.driver, entry)(*arguments)
        assert error == 0, (entry, error)

    def get(self):
        import numpy as np

        out = np.empty_like(self.values)
        self.ask("cuMemcpyDtoH_v2", ctypes.c_void_p(out.ctypes.data), self.address, ctypes.c_size_t(out.nbytes))
        return out


def fill_the_device():
    """Addresses of blocks that leave less than 1 GiB of the device's memory."""
    driver, taken = ctypes.CDLL("libcuda.so.1"), []
    with_context(driver)
    for size in (8 << 30, 1 << 30):
        address = ctypes.c_ulonglong()
        while driver.cuMemAlloc_v2(ctypes.byref(address), ctypes.c_size_t(size)) == 0:
            taken.append(address.value)
    return taken


def give_back(taken):
    driver = ctypes.CDLL("libcuda.so.1")
    with_context(driver)
    for address in taken:
        driver.cuMemFree_v2(ctypes.c_ulonglong(address))


def with_context(driver):
    device, context = ctypes.c_int(), ctypes.c_void_p()
    driver.cuDeviceGet(ctypes.byref(device), 0)
    driver.cuDevicePrimaryCtxRetain(ctypes.byref(context), device)
    driver.cuCtxSetCurrent(context)


def run(chosen):
    import numpy as np

    if str(OUT) not in os.environ.get("LD_LIBRARY_PATH", ""):  # read by the loader when a process starts
        os.environ["LD_LIBRARY_PATH"] = f"{OUT}:{os.environ.get('LD_LIBRARY_PATH', '')}"
        os.execv(sys.executable, [sys.executable, *sys.argv])
    sys.path.insert(0, str(ROOT / "tests" / "gpu"))
    import counting

    if not chosen:  # each compiler's modules in a process of their own
        compilers = [name for name in ("nvrtc", "nvcc") if (OUT / name).exists()]
        counted = os.environ | counting.environment(OUT / "libcounting_cuda.so", OUT / "counts")
        return max(
            subprocess.run([sys.executable, __file__, "run", "--compiler", name], env=environment).returncode
            for name in compilers
            for environment in (None, counted)
        )
    wrong = []

    def check(what, is_right, more=""):
        print(f"{chosen}: {'right' if is_right else 'WRONG'}: {what} {more}", flush=True)
        if not is_right:
            wrong.append(what)

    if "COUNTING_CUDA" in os.environ:
        demo = load(chosen, "demo")
        for n in (10, 10**6):
            demo.demo.run(np.ones(n))
            demo.demo.keep(n)
        outside, said = counting.counts(), demo.__isotach__.statistics()
        check("the driver's calls, counted outside, are those of the statistics", outside.items() <= said.items() and outside["launches"] == 2, str(outside))  # fmt: skip
        return 1 if wrong else 0
    fields, demo, timed = load(chosen, "fields"), load(chosen, "demo").demo, load(chosen, "timed").timed
    f = fields.fields
    try:
        import cupy

        on_device, get = (lambda values: cupy.asarray(values, order="F")), lambda array: array.get()
        print("CuPy", cupy.__version__)
    except ImportError:
        cupy, on_device, get = None, DeviceArray, lambda array: array.get()
        print("no CuPy: device arrays by the driver")

    a = np.arange(100.0)
    demo.run(a)
    check("a kernel on a host array", (a == 2 * np.arange(100)).all())

    a, b = (np.asfortranarray(np.random.default_rng(k).normal(size=(20480, 90))) for k in (1, 2))
    a_d, b_d = on_device(a), on_device(b)
    for _ in range(3):
        f.step(a_d, b_d, 0.5)
        a = a + 0.5 * b
    check("three steps on device arrays, bit for bit", (get(a_d) == a).all() and (get(b_d) == b).all())
    said = fields.__isotach__.statistics()
    moved = said["bytes_to_device"] + said["bytes_to_host"] + said["bytes_on_device"]
    check("no byte of a field was moved, no memory was taken", moved == 0 and said["allocations"] == 0, str(said))
    sizes, host = f.shapes(a_d)
    check("assumed shape", list(sizes) == [20480, 90, -1] and (host == a[:2, 0]).all())

    small = on_device(np.ones((32, 1), order="F"))
    repeats = 2000
    f.step(small, small, 0.0)
    get(small)
    start = time.perf_counter()
    for _ in range(repeats):
        f.step(small, small, 0.0)
    print(
        f"{chosen}: a call with two device arrays and a launch: {1e6 * (time.perf_counter() - start) / repeats:.2f} us"
    )
    get(small)

    for what, call in [
        ("a host array is refused", lambda: f.step(np.ones((4, 3), order="F"), b_d, 1.0)),
        ("C order is refused", lambda: f.step(on_device(np.ones(4)), b_d, 1.0)),
    ]:
        try:
            call()
            check(what, False)
        except (TypeError, ValueError) as error:
            check(what, True, str(error))
    view = type("View", (), {})()
    view.__cuda_array_interface__ = dict(a_d.__cuda_array_interface__, shape=(20480, 10**7), strides=(8, 8 * 20480))
    try:
        f.step(view, view, 1.0)
        check("more than was allocated is refused", False)
    except ValueError as error:
        check("more than was allocated is refused", True, str(error))

    if cupy:
        stream = cupy.cuda.Stream(non_blocking=True)
        ok = True
        for _ in range(20):
            with stream:
                x = cupy.zeros((20480, 90), order="F")
                for _turn in range(20):
                    x += 1.0
                f.step(x, x, 1.0)
                x += 1.0
                y = x.get()
            ok = ok and (y == 41.0).all()
        check("the caller's stream is waited for, and waits", ok)
        before = cupy.cuda.Device().id
        check("the current device stays", before == cupy.cuda.Device().id)

    code = f"import ctypes; ctypes.string_at({a_d.__cuda_array_interface__['data'][0]}, 8)"
    child = os.fork()
    if child == 0:
        os.close(2)
        exec(code)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    check(
        "the host cannot touch device memory",
        os.WIFSIGNALED(status),
        f"(signal {os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0})",
    )

    seconds, right = timed.copies(64 << 20)
    check("pinned memory, copies in a stream", bool(right))
    check("such a copy returns before it is done", seconds[0] < 0.1 * seconds[1],
          f"pinned {1e3 * seconds[0]:.3f} of {1e3 * seconds[1]:.1f} ms, ordinary {1e3 * seconds[2]:.1f} of {1e3 * seconds[3]:.1f} ms")  # fmt: skip
    for _ in range(20):
        right = right and timed.copies(1 << 16)[1]
    check("twenty times, with memory given back each time", bool(right))

    taken = fill_the_device()
    try:
        demo.keep(2**28)  # 2 GiB
        check("out of memory is said", False)
    except RuntimeError as error:
        check("out of memory is said", True, str(error).splitlines()[-1])
    give_back(taken)
    demo.keep(1)
    demo.drop()
    a = np.arange(10.0)
    demo.run(a)
    check("after that all goes on", (a == 2 * np.arange(10)).all())
    return 1 if wrong else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["prepare", "run"])
    parser.add_argument("--gpu", default="sm_90")
    parser.add_argument("--compiler", help="of the modules to run; all, each in its process, when absent")
    arguments = parser.parse_args()
    if arguments.what == "run":
        sys.exit(run(arguments.compiler))
    prepare(arguments.gpu)
