#!/usr/bin/env python3
"""Random loops, transformed by random scripts, run on 1 and 4 threads: the same bits as without the script.

    tests/random/random_scripts.py --count 400 --seed 7                of each kind of loops
    tests/random/random_scripts.py --count 400 --seed 7 --force        loops are forced: who notices?

A third are nests of random_loops.py, of which many have a clash by construction; a third have loops directly inside one
another and next to one another (scripts/neighbours.py), and a third call procedures (scripts/calls.py). What transformations refuse stays as it is. What was written
stays in build/scripts.

Exit code: 0; 1 when a result differs or a file does not compile; 2 wrong usage.
"""

import argparse
import ast
import collections
import os
import pathlib
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from loops import nests, running
from scripts import calls, neighbours

SCRIPT = pathlib.Path(__file__).resolve().parent / "scripts" / "random_transformations.py"


def transform(source: pathlib.Path, target: pathlib.Path, seed: int, force: bool) -> dict[str, int]:
    """Transforms a file; what the script says it has done."""
    target.parent.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        [running.program(), "psyclone", "-s", str(SCRIPT), "-o", str(target), str(source)],
        capture_output=True,
        text=True,
        env=os.environ | {"ISOTACH_SEED": str(seed), "ISOTACH_FORCE": "1" if force else ""},
    )
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if "error:" in line]
        raise RuntimeError(f"{source}: {said[:5] or done.stderr[-2000:]}")
    return ast.literal_eval(done.stdout.strip().splitlines()[-1])


def output(folder: pathlib.Path, threads: int) -> list[str]:
    done = subprocess.run(
        ["./driver"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=600,
        env=os.environ | {"OMP_NUM_THREADS": str(threads), "OMP_DYNAMIC": "false", "OMP_WAIT_POLICY": "passive"},
    )
    return [*done.stdout.splitlines(), f"-1 {done.returncode}"]


def compile_works(folder: pathlib.Path, count: int, optimise: str) -> None:
    (folder / "driver.f90").write_text(neighbours.driver(count))
    command = ["gfortran", "-fopenmp", optimise, "-w", "-o", "driver", "works.f90", "driver.f90"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{folder}: {done.stderr[:3000]}")


def differing(plain: list[str], other: list[str]) -> set[int]:
    """The numbers of the procedures whose lines differ."""
    found = {int(one.split()[0]) for one, two in zip(plain, other, strict=False) if one != two}
    return found if len(plain) == len(other) else found | {-1}


def compared(plain: pathlib.Path, other: pathlib.Path) -> list[tuple[int, int]]:
    """Procedure and number of threads, where the programs of two folders print different lines."""
    expected = output(plain, 1)
    runs = [1, 4, 4, 4]
    return sorted({(number, threads) for threads in runs for number in differing(expected, output(other, threads))})


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=200, help="loops of each kind (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--batch", type=int, default=200, help="in a file (default: %(default)s)")
    parser.add_argument("--force", action="store_true", help="force what can be forced: a test of this test")
    parser.add_argument("--optimise", default="-O0")
    parser.add_argument("--output", type=pathlib.Path, default=running.ROOT / "build" / "scripts")
    arguments = parser.parse_args()
    wrong: list[str] = []
    said: collections.Counter = collections.Counter()
    for at in range(0, arguments.count, arguments.batch):
        count = min(arguments.batch, arguments.count - at)
        folder = arguments.output / str(at)
        shutil.rmtree(folder, ignore_errors=True)
        members = [nests.make(arguments.seed, number) for number in range(at, at + count)]
        batch = running.write(at, members, folder / "nests")
        other = running.Batch(at, folder / "nests_transformed", members, batch.lines)
        said.update(transform(batch.source, other.source, arguments.seed, arguments.force))
        for one in (batch, other):
            running.compiled(one, {}, arguments.optimise)
        wrong += [
            f"{other.source}: nest {number}, {threads} threads"
            for number, threads in compared(batch.folder, other.folder)
        ]

        for kind in (neighbours, calls):
            name = kind.__name__.rpartition(".")[2]
            plain, changed = folder / name, folder / f"{name}_transformed"
            plain.mkdir(parents=True)
            (plain / "works.f90").write_text(kind.module(f"{arguments.seed} {at}", count))
            said.update(transform(plain / "works.f90", changed / "works.f90", arguments.seed, arguments.force))
            for one in (plain, changed):
                compile_works(one, count, arguments.optimise)
            wrong += [
                f"{changed}/works.f90: work_{number}, {threads} threads" for number, threads in compared(plain, changed)
            ]
    for line in wrong:
        print(f"other results: {line}")
    print(", ".join(f"{number} {name}" for name, number in sorted(said.items())))
    print(
        f"{3 * arguments.count} procedures, {len({line.split(', ')[0] for line in wrong})} of them with other results"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
