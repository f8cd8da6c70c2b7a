"""The granule as a model in Python calls it: its state is fields of gt4py, the steps are the Fortran's.

    pip install gt4py
    python fields.py [--columns 509] [--levels 60] [--steps 60] [--module f2py_turbdiff_run_wrapper.abi3.so]
    python fields.py --device gpu        # fields in the GPU's memory, and a module of --target openacc; needs CuPy

Fields go in as they are. gt4py pads columns to 64 bytes on the host and to 128 on a GPU; the granule's dummies are of assumed
shape, so it works on padded columns where they are (docs/openacc.md says which dummies do). Exit code 1 unless the same steps
from NumPy arrays give the same bits.
"""

import argparse
import pathlib
import sys

import gt4py.next as gtx
import numpy as np
from block import BULK, FIELDS, Block, half_levels
from demo import build, load
from gt4py._core.definitions import CUPY_DEVICE_TYPE, Device, DeviceType

Cell = gtx.Dimension("Cell")
Level = gtx.Dimension("Level", kind=gtx.DimensionKind.VERTICAL)
HalfLevel = gtx.Dimension("HalfLevel", kind=gtx.DimensionKind.VERTICAL)
CPU = DeviceType.CPU
PLACES = {"full": (Cell, Level), "half": (Cell, HalfLevel), "surface": (Cell,)}


class State:
    """What the model owns: one field for each name in FIELDS, on the host or on a GPU."""

    def __init__(self, block, device):
        place_of = {"cpu": CPU, "gpu": CUPY_DEVICE_TYPE}[device]
        for name, (place, _unit, _meaning) in FIELDS.items():
            values = getattr(block, name)
            dimensions = dict(zip(PLACES[place], values.shape, strict=True))
            field = gtx.zeros(dimensions, dtype=values.dtype, device=Device(place_of, 0))
            field.ndarray[...] = field.array_ns.asarray(values)
            setattr(self, name, field)


def start(columns, levels):
    """Columns that differ in their surface."""
    block = Block(columns, half_levels(1500.0, levels, stretching=0.8))
    block.u[:] = block.ug[:] = 8.0
    block.fcor[:] = 1.39e-4
    block.theta[:] = 265.0 + 0.01 * np.maximum(block.zf - 100.0, 0.0)
    block.theta_s[:] = 265.0 + np.linspace(-3.0, 3.0, columns)
    block.q[:] = 1e-3
    return block


def advance(granule, state, steps):
    """Steps of 10 s, in which the surface cools by 0.25 K an hour: the model changes its field, and the granule sees it."""
    surface = getattr(state.theta_s, "ndarray", state.theta_s)
    with granule.Turbulence(10.0, BULK, *(getattr(state, name) for name in FIELDS)) as turbulence:
        for _ in range(steps):
            surface -= 0.25 * 10.0 / 3600.0
            turbulence.run()


def main(words=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, value in (("columns", 509), ("levels", 60), ("steps", 60)):
        parser.add_argument(f"--{name}", type=int, default=value)
    parser.add_argument("--module", type=pathlib.Path, help="built with the class of block.py")
    parser.add_argument("--device", choices=("cpu", "gpu"), default="cpu", help="where the fields are")
    options = parser.parse_args(words)
    if options.device == "gpu" and not CUPY_DEVICE_TYPE:
        sys.exit("fields.py: --device gpu needs CuPy, e.g. pip install cupy-cuda13x")
    granule = load(options.module) if options.module else build({"cpu": "cpu", "gpu": "openacc"}[options.device])
    block = start(options.columns, options.levels)
    state = State(block, options.device)
    advance(granule, state, options.steps)
    advance(granule, block, options.steps)
    begin = start(options.columns, options.levels)
    same = all(np.array_equal(getattr(state, name).asnumpy(), getattr(block, name)) for name in FIELDS)
    changed = sum(not np.array_equal(getattr(block, name), getattr(begin, name)) for name in FIELDS)
    strides = state.u.ndarray.strides[1] // state.u.ndarray.itemsize
    print(f"{options.columns} columns, {strides} apart, x {options.levels} levels, {options.steps} steps, {len(FIELDS)} fields of gt4py; {changed} changed;",
          "the same bits as from NumPy arrays" if same else "DIFFERENT from NumPy arrays")  # fmt: skip
    return 0 if same and changed else 1


if __name__ == "__main__":
    sys.exit(main())
