"""Loops that random scripts transform leave the same bits on 1 and 4 threads; loops that are forced wrongly are noticed."""

import subprocess
import sys

import pytest
import sampling
from loops import running
from scripts import neighbours

TOOL = running.ROOT / "tests" / "random" / "random_scripts.py"
COUNT = 2000 if sampling.FULL else 100
if not sampling.FULL:
    sampling.state("random/scripts: of one seed", COUNT, 2000)


def run(folder, *arguments):
    return subprocess.run(
        [sys.executable, TOOL, "--output", folder, *map(str, arguments)], capture_output=True, text=True
    )


def test_transformed_loops_leave_the_same_bits(tmp_path):
    done = run(tmp_path, "--count", COUNT, "--seed", 21)
    assert done.returncode == 0, done.stdout + done.stderr
    counts = {
        name: int(number) for number, name in (one.split(" ", 1) for one in done.stdout.splitlines()[-2].split(", "))
    }
    for name, least in {
        "threads": 60,
        "pieces": 10,
        "hoisted": 10,
        "swapped": 3,
        "tiled": 2,
        "array assignments": 10,
    }.items():
        assert counts.get(name, 0) >= least, counts


def test_loops_that_are_forced_wrongly_are_noticed(tmp_path):
    done = run(tmp_path, "--count", 60, "--seed", 7, "--force")
    assert done.returncode == 1 and "other results" in done.stdout, done.stdout + done.stderr


@pytest.mark.parametrize("number", range(3))
def test_neighbours_are_the_same_for_the_same_seed(number):
    assert neighbours.procedure("a", number) == neighbours.procedure("a", number)
    assert neighbours.procedure("a", number) != neighbours.procedure("b", number)
