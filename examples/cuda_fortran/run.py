"""CUDA Fortran from Python, compiled with gfortran.

    python run.py               builds with host execution and, where there is a GPU and nvcc, for the GPU too
    python run.py --gpu-only    the GPU, or an error

Each module is held against NumPy. Exit code 0 if all agree.
"""

import argparse
import os
import shutil
import sys
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
SOURCES = sorted(HERE.glob("*.cuf"))


def diffused(field, factor, steps):
    """What `diffuse` computes, in NumPy and in its order of operations."""
    for _ in range(steps):
        flux = np.zeros((field.shape[0], field.shape[1] + 1))
        flux[:, 1:-1] = np.diff(field, axis=1)
        field = field + factor * np.diff(flux, axis=1)
    return field


def check(module, columns=300, levels=20, steps=20):
    """What does not agree with NumPy: a list of sentences."""
    wrong = []
    rng = np.random.default_rng(1)
    field = np.asfortranarray(rng.normal(280.0, 1.0, (columns, levels)))
    expected = diffused(field.copy(), 0.25, steps)
    module.cuda_fortran.diffuse(steps, 0.25, field)
    if not np.array_equal(field, expected):
        wrong.append(f"diffuse differs from NumPy by {np.max(np.abs(field - expected)):.2e}")
    matrix = np.asfortranarray(rng.normal(size=(columns // 7, levels)))
    if not np.array_equal(module.blocks.transposed(matrix), matrix.T):
        wrong.append("transposed is not the transpose")
    whole = np.asfortranarray(rng.integers(-9, 9, (columns, levels)).astype(float))  # their sums are exact
    if not np.array_equal(module.blocks.column_sums(whole), whole.sum(axis=0)):
        wrong.append("column_sums differs from NumPy")
    return wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gpu-only", action="store_true")
    only = parser.parse_args().gpu_only
    import isotach

    gpu = os.path.exists("/dev/nvidia0") and (shutil.which("nvcc") or os.path.exists("/usr/local/cuda/bin/nvcc"))
    if only and not gpu:
        sys.exit("there is no GPU here, or no nvcc")
    good = True
    if not only:
        module = isotach.build(SOURCES, name="cudemo_host", target="cuda", host_exec=True)
        good = report(module, "host execution")
    if gpu:
        good = report(isotach.build(SOURCES, name="cudemo", target="cuda"), "the GPU") and good
    else:
        print("not run on a GPU: there is none here, or no nvcc")
    return 0 if good else 1


def report(module, where):
    wrong = check(module)
    for sentence in wrong:
        print(f"{where}: {sentence}")
    if not wrong:
        print(f"{where}: diffuse, transposed and column_sums agree with NumPy, bit for bit")
    return not wrong


if __name__ == "__main__":
    sys.exit(main())
