"""Steps ICON's turbulence and writes its fields, in a process of its own.

    python run.py FOLDER OUT.npz [--columns 256] [--levels 60] [--steps 3] [--single] [--perturb SEED] [--device] [--time N]
        [--start START.npz]

FOLDER holds icon_turbulence.abi3.so of tools/icon_turbulence.py. The first call, which initialises, is written
to OUT.start.npz; with --start, what another run wrote is taken instead: ICON initialises in code for the host, of which GCC makes
something else in a module with OpenACC (docs/icon.md). With --device the steps get CuPy arrays; without, NumPy's, which takes a module for the host or ACC_DEVICE_TYPE=host.
--perturb moves wind, temperature and moisture by one unit in the last place, up or down by chance: what that does to a field
is the measure for a difference in another place's arithmetic. --time prints the best of N further steps of turbdiff alone.
"""

import argparse
import ctypes
import importlib.util
import pathlib
import sys
import time

import fields as icon
import numpy as np

# ICON's host code and its regions read these, so they stay NumPy arrays, and have a copy on the device.
ON_BOTH = ("trop_mask",)


def load(folder):
    path = pathlib.Path(folder) / "icon_turbulence.abi3.so"
    spec = importlib.util.spec_from_file_location("icon_turbulence", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def copy_to_device(array):
    """What ENTER DATA COPYIN does, by GCC's run-time library; the array has to live as long as the process."""
    library = ctypes.CDLL("libgomp.so.1")
    library.acc_copyin.argtypes = [ctypes.c_void_p, ctypes.c_size_t]
    library.acc_copyin.restype = ctypes.c_void_p
    library.acc_copyin(array.ctypes.data, array.nbytes)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("out")
    for name, default in (("columns", 256), ("levels", 60), ("steps", 3), ("time", 0)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--start")
    parser.add_argument("--perturb", type=int, metavar="SEED")
    for name in ("single", "device"):
        parser.add_argument(f"--{name}", action="store_true")
    options = parser.parse_args()
    module = load(options.folder)
    icon.configure(module)
    fields = icon.atmosphere(options.columns, options.levels, np.float32 if options.single else np.float64)
    if options.perturb is not None:
        draw = np.random.default_rng(options.perturb)
        for name in ("u", "v", "t", "qv"):
            towards = np.where(draw.integers(2, size=fields[name].shape) == 1, np.inf, -np.inf).astype(
                fields[name].dtype
            )
            fields[name] = np.asfortranarray(np.nextafter(fields[name], towards))
    if options.start:
        fields |= {name: np.asfortranarray(field) for name, field in np.load(options.start).items()}
    else:
        icon.step(module, fields, first=True)
        np.savez(f"{options.out.removesuffix('.npz')}.start.npz", **fields)
    before = {name: field.copy() for name, field in fields.items()}
    synchronise = lambda: None  # noqa: E731
    if options.device:
        import cupy

        synchronise = cupy.cuda.Device().synchronize
        fields |= {name: cupy.asarray(field, order="F") for name, field in fields.items() if name not in ON_BOTH}
        with module.__isotach__.device_data(
            fields["t"]
        ):  # the module joins CuPy's context before others start GCC's library
            pass
        for name in ON_BOTH:
            copy_to_device(fields[name])
    for _ in range(options.steps):
        icon.step(module, fields)
    after = {name: field.get() if hasattr(field, "get") else field.copy() for name, field in fields.items()}
    taken = {*icon.takes(module.turb_transfer.turbtran), *icon.takes(module.turb_diffusion.turbdiff)}
    outputs = {name: icon.defined(name, after[name]) for name in icon.OUTPUTS if name in taken}
    np.savez(options.out, **outputs)
    unchanged = [name for name, field in outputs.items() if np.array_equal(field, icon.defined(name, before[name]))]
    not_finite = [name for name, field in outputs.items() if not np.isfinite(field).all()]
    print(f"{len(outputs)} outputs; unchanged: {unchanged or 'none'}; not finite: {not_finite or 'none'}")
    if options.time:
        diffusion = module.turb_diffusion.turbdiff
        given = icon.arguments(diffusion, fields, icon.scalars(options.columns, options.levels, False))
        best = float("inf")
        for _ in range(options.time):
            start = time.perf_counter()
            diffusion(**given)
            synchronise()
            best = min(best, time.perf_counter() - start)
        print(f"turbdiff {options.columns} x {options.levels}: {best * 1e3:.3f} ms")
    return 1 if unchanged or not_finite else 0


if __name__ == "__main__":
    sys.exit(main())
