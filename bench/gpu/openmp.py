"""Modules of `isotach build --target openmp` on a GPU: do regions compute there, and do arrays of CuPy stay where they are?

    python bench/gpu/openmp.py prepare     builds openmp_fields.f90 into build/openmp
    LD_LIBRARY_PATH=build/openmp python3 bench/gpu/openmp.py run      there, with build/openmp in place; needs CuPy

OMP_TARGET_OFFLOAD=mandatory is set, so a region that would run on the host ends the run. The module is judged by `isotach check`
when it is made. Exit code 0 if all is right.
"""

import argparse
import os
import pathlib
import shutil
import subprocess
import sys
import time

from offloaded import copy_libraries, load

HERE = pathlib.Path(__file__).resolve().parent
sys.path.remove(str(HERE))  # cuda.py here is not the package that CuPy imports
OUT = HERE.parents[1] / "build" / "openmp"


def prepare():
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    binary = os.environ.get("ISOTACH_BINARY", "isotach")
    source = HERE / "openmp_fields.f90"
    subprocess.run([binary, "build", source, "-m", "fields", "--target", "openmp", "-o", OUT], check=True)
    subprocess.run([binary, "check", OUT / "fields.abi3.so"], check=True)
    copy_libraries(OUT)


def milliseconds(call, synchronise, count=50):
    for _ in range(5):
        call()
    synchronise()
    best = float("inf")
    for _ in range(5):
        start = time.perf_counter()
        for _ in range(count):
            call()
        synchronise()
        best = min(best, (time.perf_counter() - start) / count)
    return best * 1e3


def run():
    os.environ["OMP_TARGET_OFFLOAD"] = "mandatory"
    import cupy
    import numpy as np

    module = load(OUT / "fields.abi3.so")
    f, wait, wrong = module.fields, cupy.cuda.Device().synchronize, 0

    def check(what, right):
        nonlocal wrong
        wrong += not right
        print(f"{'right' if right else 'WRONG':6} {what}", flush=True)

    random = np.random.default_rng(1)
    shape = (20480, 90)
    a, b = (np.asfortranarray(random.normal(size=shape)) for _ in "ab")
    check("a + b of NumPy arrays, bit for bit", (f.add_fields(a, b) == a + b).all())
    x = random.normal(size=1_000_003)
    check("a sum", abs(f.total(x) - x.sum()) < 1e-9 * abs(x).sum())
    check("a maximum", f.largest(x) == x.max())
    a_d, b_d = cupy.asarray(a, order="F"), cupy.asarray(b, order="F")
    f.step(a_d, b_d, 0.5)
    check("CuPy arrays in place", (a_d.get() == a + 0.5 * b).all())
    x_d = cupy.asarray(x)
    check(
        "sum and maximum of a CuPy array",
        abs(f.total(x_d) - x.sum()) < 1e-9 * abs(x).sum() and f.largest(x_d) == x.max(),
    )
    c, c_d = a.copy(order="F"), cupy.asarray(a, order="F")
    f.twice(c)
    f.twice(c_d)
    check("two regions in TARGET DATA, from both memories the same", (c_d.get() == c).all())
    check("exp within 2e-15 of NumPy's", (abs(c - (np.exp(a) + 1)) <= 2e-15 * c).all())
    whole = cupy.asarray(np.full((20608, 90), -7.0), order="F")
    part = whole[: shape[0]]
    part[:] = cupy.asarray(a)
    f.step(part, b_d, 0.5)
    check("a padded leading dimension", (part.get() == a + 0.5 * b).all() and bool((whole[shape[0] :] == -7).all()))
    f.keep(a_d)
    before = a_d.get()
    f.run()
    f.run()
    f.leave()
    check("an array that is kept", (a_d.get() == before + 1 + 1).all())
    try:
        f.on_host(a_d)
        check("what the host touches is refused", False)
    except TypeError as error:
        check("what the host touches is refused", "openmp_fields.f90:" in str(error))
    rows = [("a step from NumPy arrays", milliseconds(lambda: f.step(a, b, 1e-3), wait, 5)),
            ("a step from CuPy arrays", milliseconds(lambda: f.step(a_d, b_d, 1e-3), wait))]  # fmt: skip
    with module.device_data(a_d, b_d):
        rows.append(("the same in device_data", milliseconds(lambda: f.step(a_d, b_d, 1e-3), wait)))
    print(f"{shape[0]} x {shape[1]}, f64")
    for what, time_of_a_call in rows:
        print(f"{time_of_a_call:9.4f} ms  {what}")
    print(module.__isotach__.statistics())
    return wrong


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("prepare", "run"))
    sys.exit(prepare() if parser.parse_args().what == "prepare" else run())
