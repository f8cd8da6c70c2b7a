"""Fields in the GPU's memory as arguments of OpenACC modules: padded ones, masks, DLPack, pointers, contexts and fork.

    python bench/gpu/fields.py prepare     builds into build/fields
    LD_LIBRARY_PATH=build/fields python3 bench/gpu/fields.py run      there, with build/fields in place; needs CuPy

The Fortran is that of tests/gpu/test_device_fields.py. What the fake driver answers there, a real one answers here, and GCC's
kernels compute. Exit code 0 if all is right.
"""

import argparse
import ctypes
import os
import pathlib
import shutil
import subprocess
import sys

from offloaded import copy_libraries, load

sys.path.remove(str(pathlib.Path(__file__).resolve().parent))  # cuda.py here is not the package that CuPy imports
ROOT = pathlib.Path(__file__).resolve().parents[2]
OUT = ROOT / "build" / "fields"


def prepare():
    sys.path.insert(0, str(ROOT / "tests" / "gpu"))
    from test_device_fields import SOURCE

    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    (OUT / "fields.f90").write_text(SOURCE)
    binary = os.environ.get("ISOTACH_BINARY", "isotach")
    subprocess.run([binary, "build", OUT / "fields.f90", "-m", "fields", "--target", "openacc", "-o", OUT], check=True)
    copy_libraries(OUT)


class Field:
    """What gt4py's fields are here: an object whose array is `ndarray`."""

    def __init__(self, array):
        self.ndarray = array


class Lent:
    """An array that has DLPack and no __cuda_array_interface__."""

    def __init__(self, array):
        self.array = array

    def __dlpack_device__(self):
        return self.array.__dlpack_device__()

    def __dlpack__(self, stream=None):
        return self.array.__dlpack__(stream=stream)


def run():
    import cupy
    import numpy as np

    module = load(OUT / "fields.abi3.so")
    f = module.fields
    wrong = 0

    def check(what, right):
        nonlocal wrong
        wrong += not right
        print(f"{'right' if right else 'WRONG':6} {what}")

    def refused(call):
        try:
            call()
        except (TypeError, ValueError, RuntimeError) as error:
            return str(error)
        return ""

    def padded(rows, columns, leading=16):
        whole = cupy.full((leading, columns), 100.0, order="F")
        whole[:rows] = cupy.arange(rows * columns, dtype="f8").reshape((rows, columns), order="F")
        return whole, whole[:rows]

    def values(rows, columns):
        return np.arange(rows * columns, dtype="f8").reshape((rows, columns), order="F")

    whole, a = padded(10, 4)
    sizes = f.step(a, 2.0, padded(10, 3, 12)[1])
    check(
        "a padded field is worked on in place", (a.get() == values(10, 4) + 2).all() and list(sizes) == [10, 4, 10, 3]
    )
    check("and what lies between its columns stays", bool((whole[10:] == 100).all()))
    whole, a = padded(100_000, 90, 100_032)
    f.step(Field(a), 1.0)
    check(
        "a large one, as `ndarray` of a field",
        bool((a.get() == values(100_000, 90) + 1).all() and (whole[100_000:] == 100).all()),
    )
    whole, a = padded(10, 4)
    f.keep(a)
    f.run()
    f.run()
    f.leave()
    check("one that is kept between calls", (a.get() == values(10, 4) + 2).all() and bool((whole[10:] == 100).all()))
    with module.device_data(a):
        f.step(a, 1.0)
        f.step(a, 1.0)
    check("and one of device_data", (a.get() == values(10, 4) + 4).all())
    check(
        "one that a dummy with bounds gets is refused",
        "whose 'b' has bounds of its own" in refused(lambda: f.all_columns(a)),
    )
    check("one with a section in a directive is refused", "names a section of it" in refused(lambda: f.section(a)))
    check("C order is refused", "cupy.asfortranarray" in refused(lambda: f.step(cupy.ones((3, 2)), 1.0)))

    dense = cupy.asarray(values(3, 2), order="F")
    f.step(Lent(dense), 1.0)
    check("DLPack alone", (dense.get() == values(3, 2) + 1).all())
    whole, a = padded(10, 4)
    f.step(Lent(a), 1.0)
    check("DLPack, padded", (a.get() == values(10, 4) + 1).all() and bool((whole[10:] == 100).all()))
    with cupy.cuda.Stream(non_blocking=True):
        big = cupy.zeros((5_000_000, 10), order="F")
        for _ in range(20):
            big += 1.0
        f.step(Lent(big), 1.0)
        big += 1.0
        check("DLPack, whose work in another stream is waited for", float(big.min()) == float(big.max()) == 22)

    mask, x = cupy.arange(1000) % 3 == 0, cupy.ones(1000)
    f.masked(mask, x)
    check("a mask of bytes for LOGICAL(4)", (x.get() == (np.arange(1000) % 3 != 0)).all())
    f.masked(cupy.zeros(1000, "i4"), x, bytes=cupy.arange(1000) % 3 == 1)
    check("and for LOGICAL(1)", (x.get() == (np.arange(1000) % 3 == 2)).all())
    check("one that is written is refused", "int32" in refused(lambda: f.set_mask(mask)))

    whole, p = padded(10, 4)
    check(
        "a pointer to a padded array",
        list(f.pointed(p)) == [10, 4] and bool((p == 1).all() and (whole[10:] == 100).all()),
    )
    check("a pointer to nothing", list(f.pointed(None)) == [-1, -1])
    f.step(p, cupy.array(2.0))
    check("a number in the GPU's memory", bool((p == 3).all()))
    f.step(p, 1.0)
    f.step(p, 1.0)
    check("one array again and again", bool((p == 5).all()))

    driver = ctypes.CDLL("libcuda.so.1")
    other, current = ctypes.c_void_p(), ctypes.c_void_p()
    assert driver.cuCtxCreate_v2(ctypes.byref(other), 0, 0) == 0  # is current now
    f.step(p, 1.0)
    driver.cuCtxGetCurrent(ctypes.byref(current))
    check("another context that is current stays so", current.value == other.value)
    address = ctypes.c_uint64()
    assert driver.cuMemAlloc_v2(ctypes.byref(address), 4096) == 0

    class Foreign:
        @property
        def __cuda_array_interface__(self):
            return {"shape": (3, 2), "typestr": "<f8", "data": (address.value, False), "version": 3, "strides": (8, 24)}

    said = refused(lambda: f.step(Foreign(), 1.0))
    check(f"an array of another context is refused: {said.rpartition(': ')[2]}", "context" in said)
    driver.cuCtxDestroy_v2(other)
    check("and the work is there", bool((p == 6).all()))

    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        said = refused(lambda: f.step(p, 1.0))
        os._exit(0 if "fork" in said else 1)
    check("after a fork the child is told so", os.waitpid(child, 0)[1] == 0)
    f.step(p, 1.0)
    check("and the parent goes on", bool((p == 7).all()))
    return wrong


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("prepare", "run"))
    sys.exit(prepare() if parser.parse_args().what == "prepare" else run())
