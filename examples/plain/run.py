"""Puts OpenMP into a plain Fortran program by a script, and runs it on 1 and 2 threads: the same bits."""

import difflib
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ISOTACH = os.environ["ISOTACH_BINARY"]
SOURCE = HERE / "shallow_water.f90"


def run(*command: object, **environment: str) -> str:
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, env=os.environ | environment)
    if done.returncode:
        sys.exit(f"{command[0]} ended with {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


with tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name)
    threaded = folder / "threaded.f90"
    print(run(ISOTACH, "psyclone", "-s", HERE / "omp_all.py", "-o", threaded, SOURCE))

    changes = [
        line
        for line in difflib.ndiff(SOURCE.read_text().splitlines(), threaded.read_text().splitlines())
        if line[0] in "-+"
    ]
    assert changes and all(line.startswith("+") and line.lstrip("+ ").startswith("!$omp") for line in changes), changes
    print(f"{len(changes)} lines are new, all of them directives; no other line has changed")

    for program, source, flags in (("plain", SOURCE, []), ("threads", threaded, ["-fopenmp"])):
        run("gfortran", "-O2", *flags, "-J", folder, "-o", folder / program, source)
    expected = run(folder / "plain")
    for threads in ("1", "2"):
        # Passive threads leave a busy machine to others.
        got = run(folder / "threads", OMP_NUM_THREADS=threads, OMP_WAIT_POLICY="passive")
        assert got == expected, f"on {threads} threads:\n{got}\nwithout:\n{expected}"
        print(f"on {threads} threads: the same bits")
    print(expected, end="")
