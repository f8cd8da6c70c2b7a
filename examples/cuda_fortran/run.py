"""Checks the CUDA Fortran example as far as this machine can.

    python run.py

Always: every statement parses, and the commands for nvfortran are those of commands.txt. With nvfortran in PATH and a
GPU: the module is built, and its result held against NumPy. Exit code 0 if what was checked is right.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
SOURCE = HERE / "cuda_fortran.cuf"
STAND_IN = HERE.parents[1] / "tests" / "toolchain" / "nvfortran_stand_in.py"


def parses():
    import isotach

    done = subprocess.run([isotach.binary(), "parse", "--json", SOURCE], capture_output=True, text=True)
    summary = json.loads(done.stdout)["files"][0]
    print(
        f"$ isotach parse {SOURCE.name}\n  {summary['statements']} statements, {summary['unparsed_statements']} unparsed"
    )
    return done.returncode == 0 and summary["unparsed_statements"] == 0


def commands(folder):
    """nvfortran's command lines, written down by a program in its place."""
    import isotach

    log, program = folder / "log", folder / "nvfortran"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} {STAND_IN} "$@"\n')
    program.chmod(0o755)
    words = [isotach.binary(), "build", SOURCE, "-m", "cuda_fortran", "--compiler", program, "--keep", folder / "keep"]
    unset = {name: "" for name in ("CC", "FFLAGS", "CFLAGS", "CPPFLAGS", "LDFLAGS")}
    done = subprocess.run([*words, "-o", folder], capture_output=True, text=True, cwd=folder,
                          env=os.environ | unset | {"NVFORTRAN_LOG": str(log)})  # fmt: skip
    if done.returncode:
        sys.exit(done.stderr)
    text = "".join(" ".join(["nvfortran", *json.loads(line)]) + "\n" for line in log.read_text().splitlines())
    text = re.sub(r"-[0-9a-f]{8}\.o\b", ".o", text)
    return text.replace(str(folder / "keep"), "<keep>").replace(str(HERE), "<here>")


def diffused(field, factor, steps):
    """The same steps in NumPy."""
    for _ in range(steps):
        flux = np.zeros((field.shape[0], field.shape[1] + 1))
        flux[:, 1:-1] = np.diff(field, axis=1)
        field = field + factor * np.diff(flux, axis=1)
    return field


def agrees():
    import isotach

    module = isotach.build([SOURCE], name="cuda_fortran", compiler="nvfortran")
    field = np.asfortranarray(np.random.default_rng(1).normal(280.0, 1.0, (4096, 90)))
    expected = diffused(field.copy(), 0.25, 100)
    module.cuda_fortran.diffuse(100, 0.25, field)
    error = float(np.max(np.abs(field - expected)))
    print(f"  largest difference from NumPy after 100 steps: {error:.2e}")
    return error < 1e-10


def main():
    good = parses()
    with tempfile.TemporaryDirectory() as folder:
        found = commands(Path(folder))
    expected = (HERE / "commands.txt").read_text()
    same = found == expected
    print(f"$ isotach build {SOURCE.name} -m cuda_fortran --compiler nvfortran\n  {found.strip()}")
    print(f"  {'as' if same else 'NOT as'} in commands.txt")
    if shutil.which("nvfortran") and os.path.exists("/dev/nvidia0"):
        good = agrees() and good
    else:
        missing = "no nvfortran in PATH" if not shutil.which("nvfortran") else "no NVIDIA GPU"
        print(f"The kernel was not run: {missing} on this machine.")
    return 0 if good and same else 1


if __name__ == "__main__":
    sys.exit(main())
