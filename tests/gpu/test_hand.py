"""The CUDA Fortran that bench/gpu/hand times gives NumPy's bits; its times need a GPU."""

import pathlib
import subprocess
import sys

HAND = pathlib.Path(__file__).resolve().parents[2] / "bench" / "gpu" / "hand" / "hand.py"


def test_timed_kernels_are_right():
    done = subprocess.run([sys.executable, HAND, "host"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("NumPy's bits") == 3
