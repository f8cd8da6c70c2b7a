"""Fields that stay on the GPU: steps of the granule from CuPy arrays, beside the same steps from NumPy arrays.

    python device.py [--columns 20480] [--levels 90] [--steps 1000] [--module f2py_turbdiff_run_wrapper.abi3.so]

Needs CuPy and an NVIDIA GPU. The module is built unless --module names one. Prints milliseconds a step from both kinds of
arrays, what was entered into OpenACC's table, and whether the results are the same. Exit code 1 when they are not.
"""

import argparse
import importlib.util
import os
import pathlib
import struct
import subprocess
import sys
import time

import numpy as np
from block import BULK, CLASSES, FIELDS, FOLDER, NAME, SOURCES, Block, half_levels


def load(path):
    spec = importlib.util.spec_from_file_location(NAME, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def start_state(columns, levels):
    """Stable and convective columns side by side."""
    state = Block(columns, half_levels(1500.0, levels, stretching=0.8))
    random = np.random.default_rng(1)
    state.u[:] = state.ug[:] = 8.0
    state.fcor[:] = 1.39e-4
    state.theta[:] = 265.0 + 0.01 * np.maximum(state.zf - 100.0, 0.0)
    state.theta_s[:] = 265.0 + random.uniform(-3.0, 3.0, columns)
    state.q[:] = 1e-3
    return state


def seconds_of(module, state, steps, synchronise):
    """Seconds a step; the state is advanced by `steps`, after three that are not timed."""
    with module.Turbulence(10.0, BULK, *(getattr(state, name) for name in FIELDS)) as turbulence:
        for _ in range(3):
            turbulence.run()
        synchronise()
        start = time.perf_counter()
        for _ in range(steps):
            turbulence.run()
        synchronise()
        return (time.perf_counter() - start) / steps


def bytes_moved():
    """To the device and back, of this process up to now, where tests/gpu/fake_cuda/counting.c counts the driver's calls."""
    file = os.environ.get("COUNTING_CUDA")
    return struct.unpack_from("2q", pathlib.Path(file).read_bytes()) if file else None


def main(words=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--columns", type=int, default=20480)
    parser.add_argument("--levels", type=int, default=90)
    parser.add_argument("--steps", type=int, default=1000, help="from CuPy arrays; from NumPy arrays a twentieth of it")
    parser.add_argument("--module", type=pathlib.Path, help="built with --target openacc and the class of block.py")
    options = parser.parse_args(words)
    try:
        import cupy
    except ImportError:
        sys.exit("device.py: needs CuPy, e.g. pip install cupy-cuda13x")
    path = options.module
    if path is None:
        path = pathlib.Path.cwd() / f"{NAME}.abi3.so"
        words = ["isotach", "build", *(FOLDER / name for name in SOURCES), "-m", NAME, "--target", "openacc"]
        words += [f"--class={name}={procedures}" for name, procedures in CLASSES.items()]
        if subprocess.run(words, check=False).returncode != 0:
            sys.exit(1)
    module = load(path)
    host = start_state(options.columns, options.levels)
    device = start_state(options.columns, options.levels)
    for name in FIELDS:
        setattr(device, name, cupy.asarray(getattr(device, name), order="F"))
    few = max(options.steps // 20, 1)
    from_host = seconds_of(module, host, few, lambda: None)
    from_device = seconds_of(module, device, few, cupy.cuda.Device().synchronize)
    same = all(np.array_equal(getattr(host, name), getattr(device, name).get()) for name in FIELDS)
    changed = sum(not np.array_equal(getattr(host, name), getattr(start_state(options.columns, options.levels), name))
                  for name in FIELDS)  # fmt: skip
    before = bytes_moved()
    if options.steps > few:
        from_device = seconds_of(module, device, options.steps - few, cupy.cuda.Device().synchronize)
    said = module.__isotach__.statistics()
    size = sum(getattr(host, name).nbytes for name in FIELDS)
    print(f"{options.columns} columns x {options.levels} levels, {len(FIELDS)} fields of {size / 1e6:.0f} MB together")
    print(f"a step from NumPy arrays  {from_host * 1e3:8.2f} ms  (copied to the GPU and back)")
    print(f"a step from CuPy arrays   {from_device * 1e3:8.2f} ms  ({from_host / from_device:.1f} times as fast)")
    print(f"arrays passed in GPU memory: {said['device_arrays']}; allocations entered: {said['ranges_entered']}")
    print(f"after {few} steps {changed} of {len(FIELDS)} fields changed; bits from both kinds of arrays:",
          "the same" if same else "DIFFERENT")  # fmt: skip
    if before:
        steps = options.steps - few + 3
        up, down = ((after - first) / steps for after, first in zip(bytes_moved(), before, strict=True))
        print(
            f"counted at the driver: {up:.0f} bytes a step to the GPU and {down:.0f} back; the smallest field has {host.ustar.nbytes}"
        )
    return 0 if same and changed else 1


if __name__ == "__main__":
    sys.exit(main())
