"""Checks the examples: every faulty form is flagged with its id, no fixed form is, and the fixed forms are right.

    python run.py [--isotach PROGRAM] [--no-compiler]

The fixed forms are compiled with gfortran -fopenacc and run on the host; each ends with a wrong status when a
number is wrong.
"""

import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--isotach", default=os.environ.get("ISOTACH_BINARY", "isotach"), help="the program to run")
    parser.add_argument("--no-compiler", action="store_true", help="do not compile and run the fixed forms")
    arguments = parser.parse_args()
    sources = sorted(HERE.glob("p*_*.f90"))
    wrong = check(arguments.isotach, sources)
    if not arguments.no_compiler and shutil.which("gfortran"):
        wrong += run_fixed([source for source in sources if source.stem.endswith("fixed")])
    for line in wrong:
        print(line)
    print(f"{len(sources)} files, {len(wrong)} of them not as they should be")
    return 1 if wrong else 0


def check(program: str, sources: list[pathlib.Path]) -> list[str]:
    wrong = []
    for source in sources:
        done = subprocess.run([program, "check", "--json", source], capture_output=True, text=True)
        found = [fault["id"] for fault in json.loads(done.stdout)["files"][0]["faults"]]
        expected = "P" + str(int(source.stem[1:3])) if source.stem.endswith("faulty") else None
        if set(found) != ({expected} if expected else set()):
            wrong.append(f"{source.name}: found {', '.join(found) or 'nothing'}")
        elif done.returncode != (1 if expected else 0):
            wrong.append(f"{source.name}: exit status {done.returncode}")
    return wrong


def run_fixed(sources: list[pathlib.Path]) -> list[str]:
    wrong = []
    with tempfile.TemporaryDirectory() as folder:
        for source in sources:
            program = pathlib.Path(folder) / "program"
            command = ["gfortran", "-fopenacc", "-foffload=disable", "-O1", "-J", folder, "-o", program, source]
            made = subprocess.run(command, capture_output=True, text=True)
            if made.returncode or subprocess.run([program], capture_output=True).returncode:
                wrong.append(f"{source.name}: {made.stderr.strip() or 'wrong numbers'}")
    return wrong


if __name__ == "__main__":
    sys.exit(main())
