"""Signatures drawn by a seed: the call lines and the calls of isotach's module against those of numpy.f2py's."""

import pathlib
import subprocess
import sys

import pytest
import sampling

COMPARE = pathlib.Path(__file__).with_name("signatures_compare.py")
SEEDS = list(range(1, 9))


@pytest.mark.parametrize("seed", sampling.sample("seeds of signatures", SEEDS, 1))
def test_signatures_mean_what_they_mean_to_f2py(seed):
    done = subprocess.run([sys.executable, COMPARE, str(seed)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    print(done.stdout.splitlines()[-1])
