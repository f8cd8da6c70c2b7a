"""The granule as a model in Python calls it: its state is fields of gt4py, the steps are the Fortran's.

    pip install gt4py
    python fields.py [--columns 512] [--levels 60] [--steps 60] [--module f2py_turbdiff_run_wrapper.abi3.so]

Fields go in as they are, on the host here; with gt4py's fields on a GPU, and a module of --target openacc, nothing else changes.
gt4py pads columns to 64 bytes; the granule's dummies have bounds of their own, so --columns is a multiple of 8 (docs/openacc.md
says which dummies take padded fields). Exit code 1 unless the same steps from NumPy arrays give the same bits.
"""

import argparse
import pathlib
import sys

import gt4py.next as gtx
import numpy as np
from block import BULK, FIELDS, Block, half_levels
from demo import build, load

Cell = gtx.Dimension("Cell")
Level = gtx.Dimension("Level", kind=gtx.DimensionKind.VERTICAL)
HalfLevel = gtx.Dimension("HalfLevel", kind=gtx.DimensionKind.VERTICAL)
PLACES = {"full": (Cell, Level), "half": (Cell, HalfLevel), "surface": (Cell,)}


class State:
    """What the model owns: one field for each name in FIELDS."""

    def __init__(self, block):
        for name, (place, _unit, _meaning) in FIELDS.items():
            values = getattr(block, name)
            dimensions = dict(zip(PLACES[place], values.shape, strict=True))
            field = gtx.zeros(dimensions, dtype=values.dtype)
            field.ndarray[...] = values
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
    for name, value in (("columns", 512), ("levels", 60), ("steps", 60)):
        parser.add_argument(f"--{name}", type=int, default=value)
    parser.add_argument("--module", type=pathlib.Path, help="built with the class of block.py")
    options = parser.parse_args(words)
    granule = load(options.module) if options.module else build("cpu")
    block = start(options.columns, options.levels)
    state = State(block)
    advance(granule, state, options.steps)
    advance(granule, block, options.steps)
    begin = start(options.columns, options.levels)
    same = all(np.array_equal(getattr(state, name).ndarray, getattr(block, name)) for name in FIELDS)
    changed = sum(not np.array_equal(getattr(block, name), getattr(begin, name)) for name in FIELDS)
    print(f"{options.columns} columns x {options.levels} levels, {options.steps} steps, {len(FIELDS)} fields of gt4py; {changed} changed;",
          "the same bits as from NumPy arrays" if same else "DIFFERENT from NumPy arrays")  # fmt: skip
    return 0 if same and changed else 1


if __name__ == "__main__":
    sys.exit(main())
