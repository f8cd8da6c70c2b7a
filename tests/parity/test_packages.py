"""Packages of PyPI, built with isotach where they say numpy.f2py, pass their own tests: three of them, in full runs.

They come over the network and take minutes, so `make test` leaves them to `make test-full`.
"""

import pathlib
import re
import subprocess
import sys

import pytest
import sampling

TOOL = pathlib.Path(__file__).resolve().parents[2] / "tools" / "f2py_packages.py"
PACKAGES = ["okada-wrapper", "pysurf96", "apexpy"]  # F77 with .pyf and meson; F77 and CMake; F90


def registry_is_reached() -> bool:
    """False when there is no network; where pip itself is missing, the tool has one of its own."""
    words = [sys.executable, "-m", "pip", "index", "versions", PACKAGES[0]]
    try:
        done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=120)
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0 or "No module named pip" in done.stderr


if sampling.FULL:

    @pytest.mark.mirror
    @pytest.mark.timeout(3000)
    def test_packages_pass_their_own_tests_and_compute_the_same(tmp_path):
        if not registry_is_reached():
            pytest.skip("no network: pip does not reach the registry of packages")
        words = [sys.executable, TOOL, *PACKAGES, "--work", tmp_path]
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr[-3000:]
        print(done.stdout)
        for name in PACKAGES:  # a row that compared something
            row = re.search(rf"^\| {name} .*? \| (\d+) of \d+ \| (\d+) of \d+ \| (\d+) of (\d+) \| (\d+) of", done.stdout,
                            re.MULTILINE)  # fmt: skip
            assert row and int(row.group(1)) == int(row.group(2)) > 0 and row.group(4) == row.group(5), done.stdout

else:
    sampling.state("packages of PyPI", 0, len(PACKAGES))
