"""Builds vector_add and holds its sums against NumPy, bit for bit.

    python run.py                      build for the host
    python run.py --target openacc     build for the GPU
    python run.py --seed 7             other random fields

Exit code 0 if every sum is right, 1 if one is not.
"""

import argparse
import sys
from pathlib import Path

import numpy as np

SOURCE = Path(__file__).resolve().parent / "vector_add.f90"


def cases(random):
    """Pairs of fields: the shapes of models, and the array layouts that Python hands over."""
    a, b = random.normal(280.0, 10.0, (2, 32, 90))
    yield "one column, one level", a[:1, :1], b[:1, :1]
    yield "Fortran order", np.asfortranarray(a), np.asfortranarray(b)
    yield "C order", a, b
    yield "every second level", a[:, ::2], b[:, ::2]
    yield "single precision", a.astype(np.float32), b.astype(np.float32)
    yield "20480 columns", *random.normal(280.0, 10.0, (2, 20480, 90))


def main():
    parser = argparse.ArgumentParser(description="OpenACC field addition from Python.")
    parser.add_argument("--target", choices=("cpu", "openacc"), default="cpu", help="what to build for")
    parser.add_argument("--seed", type=int, help="seed of the random fields; default: a new one")
    options = parser.parse_args()

    import isotach

    print(f"$ isotach build {SOURCE.name} -m vector_add --target {options.target}")
    module = isotach.build([str(SOURCE)], name="vector_add", target=options.target)
    print(">>> c = vector_add.vector_add.add_fields(a, b)")

    seed = np.random.SeedSequence().entropy % 2**32 if options.seed is None else options.seed
    print(f"seed {seed}\n")
    print(f"  {'fields':<22}  {'shape':<11}  {'largest error':>13}")
    failed = 0
    for name, a, b in cases(np.random.default_rng(seed)):
        c = module.vector_add.add_fields(a, b)
        expected = a.astype(np.float64) + b.astype(np.float64)
        ok = c.shape == expected.shape and np.array_equal(c, expected)
        error = np.max(np.abs(c - expected)) if c.shape == expected.shape else np.nan
        shape = " x ".join(map(str, a.shape))
        print(f"  {name:<22}  {shape:<11}  {error:>13.3g}  {'PASS' if ok else 'FAIL'}")
        failed += not ok
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
