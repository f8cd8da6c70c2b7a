"""One case of the GPU check in a process of its own: load a module, run it, save what it computed.

    cases.py vector_add MODULE.so OUT.npz
    cases.py turbulence MODULE.so OUT.npz [--steps N] [--perturb]

The input is seeded, so two processes with two builds see the same numbers; --perturb
moves wind and temperature by one unit in the last place, which tells how much rounding matters.
"""

import argparse
import importlib.util
import pathlib
import sys
import time

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[2]


def load(path):
    name = pathlib.Path(path).name.split(".")[0]
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def vector_add(module, _steps, _perturb):
    a, b = (np.asfortranarray(field) for field in np.random.default_rng(1).normal(280.0, 10.0, (2, 4096, 90)))
    start = time.perf_counter()
    c = module.vector_add.add_fields(a, b)
    seconds = time.perf_counter() - start
    assert np.array_equal(c, a + b)
    return {"c": c}, seconds


def turbulence(module, steps, perturb):
    """Stable and convective columns side by side, bulk surface fluxes, `steps` steps of 10 s."""
    sys.path.insert(0, str(ROOT / "examples" / "turbulence"))
    import block

    columns, levels = 256, 64
    zh = block.half_levels(400.0, levels)
    state = block.Block(columns, zh)
    random = np.random.default_rng(2)
    state.u[:] = state.ug[:] = 8.0
    state.fcor[:] = 1.39e-4
    state.theta[:] = 265.0 + 0.01 * np.maximum(state.zf - 100.0, 0.0)
    state.theta_s[:] = 265.0 + random.uniform(-3.0, 3.0, columns)
    state.q[:] = 1e-3
    if perturb:
        for field in (state.u, state.theta):
            field[:] = np.nextafter(field, np.where(random.random(field.shape) < 0.5, -np.inf, np.inf))
    start = time.perf_counter()
    with block.bound(module, state, 10.0, block.BULK) as step:
        for _ in range(steps):
            step()
    seconds = time.perf_counter() - start
    return {name: getattr(state, name).copy() for name in block.FIELDS}, seconds


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("case", choices=("vector_add", "turbulence"))
    parser.add_argument("module")
    parser.add_argument("out")
    parser.add_argument("--steps", type=int, default=100)
    parser.add_argument("--perturb", action="store_true")
    options = parser.parse_args()
    fields, seconds = globals()[options.case](load(options.module), options.steps, options.perturb)
    np.savez(options.out, **fields)
    print(f"{options.case}: {seconds:.3f} s, Python {sys.version.split()[0]}, NumPy {np.__version__}")


if __name__ == "__main__":
    main()
