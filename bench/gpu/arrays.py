"""Arrays in the GPU's memory as arguments of OpenACC modules: are they right, and what does a call cost?

    python bench/gpu/arrays.py prepare     builds into build/arrays
    LD_LIBRARY_PATH=build/arrays python3 bench/gpu/arrays.py run      there, with build/arrays in place; needs CuPy

What the fake driver of tests/gpu answers, a real one answers here, and GCC's kernels compute. The time of a call with 25 arrays is
that of a procedure that does nothing with them. examples/turbulence/device.py has the granule. Exit code 0 if all is right.
"""

import argparse
import os
import pathlib
import shutil
import subprocess
import sys
import time

from offloaded import copy_libraries, load

sys.path.remove(str(pathlib.Path(__file__).resolve().parent))  # cuda.py here is not the package that CuPy imports
ROOT = pathlib.Path(__file__).resolve().parents[2]
OUT = ROOT / "build" / "arrays"
MANY = [f"a{k}" for k in range(1, 26)]

SOURCE = f"""\
module arrays
  implicit none
  real(8), pointer :: kept(:) => null()
contains
  subroutine add(n, a, b)
    integer, intent(in) :: n
    real(8), intent(inout) :: a(n)
    real(8), intent(in) :: b(n)
    integer :: i
    !$acc data copy(a) copyin(b)
    !$acc parallel loop async(1)
    do i = 1, n
      a(i) = a(i) + b(i)
    end do
    !$acc wait
    !$acc end data
  end subroutine
  subroutine bind_to(n, a)
    !isotach keep(until=leave)
    integer, intent(in) :: n
    real(8), intent(inout), target :: a(n)
    kept => a
  end subroutine
  subroutine run()
    integer :: i
    if (.not. associated(kept)) return
    !$acc parallel loop copy(kept)
    do i = 1, size(kept)
      kept(i) = kept(i) + 1
    end do
  end subroutine
  subroutine leave()
    nullify(kept)
  end subroutine
  subroutine total(n, a, s)
    integer, intent(in) :: n
    real(8), intent(in) :: a(n)
    real(8), intent(out) :: s
    s = sum(a)
  end subroutine
  subroutine nothing({", ".join(MANY)})
    real(8), intent(inout) :: {", ".join(f"{name}(10)" for name in MANY)}
    if (size(a1) == 0) return
  end subroutine
end module
"""


def prepare():
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    (OUT / "arrays.f90").write_text(SOURCE)
    binary = os.environ.get("ISOTACH_BINARY", "isotach")
    subprocess.run([binary, "build", OUT / "arrays.f90", "-m", "arrays", "--target", "openacc", "-o", OUT], check=True)
    copy_libraries(OUT)


def microseconds(call, synchronise, count=2000):
    for _ in range(100):
        call()
    synchronise()
    best = float("inf")
    for _ in range(7):
        start = time.perf_counter()
        for _ in range(count):
            call()
        synchronise()
        best = min(best, (time.perf_counter() - start) / count)
    return best * 1e6


def run():
    import cupy
    import numpy as np

    module = load(OUT / "arrays.abi3.so")
    f, wait = module.arrays, cupy.cuda.Device().synchronize
    wrong = 0

    def check(what, right):
        nonlocal wrong
        wrong += not right
        print(f"{'right' if right else 'WRONG':6} {what}")

    def refused(call):
        try:
            call()
        except (TypeError, ValueError) as error:
            return str(error)
        return ""

    host = np.ones(100)
    f.add(host, np.full(100, 2.0))
    check("a first call with arrays of the host, before CuPy has started", (host == 3).all())
    a, b = cupy.ones(1000), cupy.arange(1000.0)
    f.add(a, b)
    check("both in the GPU's memory", (a.get() == 1 + np.arange(1000.0)).all())
    f.add(a, np.ones(1000))
    check("one of each", (a.get() == 2 + np.arange(1000.0)).all())
    f.add(a[:500], a[250:750])
    expected = 2 + np.arange(1000.0)
    expected[:250] += expected[250:500]  # elements that both have are not looked at: they are a race of the caller's
    check("views that overlap", (a.get()[:250] == expected[:250]).all() and (a.get()[500:] == expected[500:]).all())
    with cupy.cuda.Stream(non_blocking=True) as stream:
        big = cupy.zeros(50_000_000)
        for _ in range(20):
            big += 1.0
        f.add(big, cupy.ones(50_000_000))
        big += 1.0
        stream.synchronize()
        check("the caller's stream, before and after", float(big.min()) == float(big.max()) == 22)
        f.bind_to(big)
        for _ in range(20):
            big += 1.0
        f.run()
        big *= 2.0
        stream.synchronize()
        check("the same for an array that is kept", float(big.min()) == float(big.max()) == 86)
        f.leave()
    with module.device_data(a, b):
        entered = module.__isotach__.statistics()
        f.add(a, b)
        check("device_data: looked up", entered == module.__isotach__.statistics())
    check("an array of float32 is refused", "float64" in refused(lambda: f.add(a.astype("f4"), b)))
    check("what the host touches is refused", "passes it to 'sum'" in refused(lambda: f.total(a)))
    check("strides are refused", "other strides" in refused(lambda: f.add(a[::2], b[:500])))
    try:
        import torch

        t = torch.ones(1000, dtype=torch.float64, device="cuda")
        f.add(t, b)
        torch.cuda.synchronize()
        check("an array of PyTorch", bool((t.cpu().numpy() == 1 + np.arange(1000.0)).all()))
    except ImportError:
        print("       PyTorch is not here")
    try:
        os.environ["XLA_PYTHON_CLIENT_PREALLOCATE"] = "false"
        import jax

        jax.config.update("jax_enable_x64", True)
        j = jax.numpy.ones(1000)
        check("an array of JAX is not written", "immutable" in refused(lambda: f.add(j, b)))
        before = a.get()
        f.add(a, j)
        check("but read", (a.get() == before + 1).all())
    except ImportError:
        print("       JAX is not here")

    class Field:
        def __init__(self, array):
            self.ndarray = array

    fresh = [cupy.ones(10) for _ in MANY]
    fields = [Field(array) for array in fresh]
    numpy_arrays = [np.ones(10) for _ in MANY]
    rows = [("25 arrays of NumPy", microseconds(lambda: f.nothing(*numpy_arrays), wait)),
            ("25 arrays of CuPy", microseconds(lambda: f.nothing(*fresh), wait)),
            ("25 fields with arrays of CuPy", microseconds(lambda: f.nothing(*fields), wait))]  # fmt: skip
    with module.device_data(*fields):
        rows.append(("25 fields in device_data", microseconds(lambda: f.nothing(*fields), wait)))
    with module.device_data(*fresh):
        rows.append(("25 arrays of CuPy in device_data", microseconds(lambda: f.nothing(*fresh), wait)))
        rows.append(("2 arrays of device_data and a region", microseconds(lambda: f.add(fresh[0], fresh[1]), wait)))
    rows.append(("2 arrays of CuPy and a region", microseconds(lambda: f.add(fresh[0], fresh[1]), wait)))
    f.bind_to(fresh[0])
    rows.append(("an array that is kept and a region", microseconds(f.run, wait)))
    f.leave()
    for what, time_of_a_call in rows:
        print(f"{time_of_a_call:8.2f} us  {what}")
    return wrong


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("prepare", "run"))
    sys.exit(prepare() if parser.parse_args().what == "prepare" else run())
