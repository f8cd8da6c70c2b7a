"""The algorithms of tests/psykal, compiled by isotach: one program, the same lines on any number of ranks.

`expected.txt` holds what PSyclone 3.3.1's PSy layers print as well, but for the algorithms of which the README
says that its output does not compile or mixes things up.
"""

import os
import pathlib
import subprocess

import lfric_programs
import pytest

pytestmark = pytest.mark.mpi

ISOTACH = os.environ.get("ISOTACH_BINARY", "isotach")
FOLDER = lfric_programs.ROOT / "tests" / "psykal" / "algorithms"
EXAMPLES = lfric_programs.SOURCES
KERNELS = [FOLDER / "kernels", EXAMPLES / "columnwise", EXAMPLES / "boundary"]
CHECKS = {
    1: "poison=-1e30,annexed,audit",
    2: "snan,annexed,audit",
    3: "poison=-1e30,annexed,audit",
    4: "poison=7,annexed,audit",
    6: "snan,annexed,audit",
}


def joined(paths, target: pathlib.Path) -> pathlib.Path:
    """One file of many: the compiler is started once."""
    target.write_text("".join(path.read_text() + "\n" for path in paths))
    return target


def build(folder: pathlib.Path) -> pathlib.Path:
    """Compiles all algorithms and links the program."""
    made = folder / "made"
    kernels = [word for path in KERNELS for word in ("-k", path)]
    done = subprocess.run([ISOTACH, "psykal", FOLDER, *kernels, "-o", made], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    names = sorted(path.stem for path in FOLDER.glob("*_alg_mod.x90"))
    driver = [EXAMPLES / "common" / "driver_mod.f90", FOLDER / "support_mod.f90"]
    files = [
        joined(
            [*driver, *(path for kernel in KERNELS for path in sorted(kernel.glob("*.[fF]90")))], folder / "kernels.F90"
        ),
        joined([made / f"{name}_psy.f90" for name in names], folder / "layers.f90"),
        joined([*(made / f"{name}.f90" for name in names), FOLDER / "all_algorithms.f90"], folder / "algorithms.f90"),
    ]
    with lfric_programs.locked():
        lfric_programs.build_runtime()
    command = [lfric_programs.COMPILER, "-O0", "-g", "-ffree-line-length-none", "-ffp-contract=off", *files]
    done = subprocess.run([*command, "-o", "program"], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return folder / "program"


@pytest.fixture(scope="module")
def program(tmp_path_factory):
    return build(tmp_path_factory.mktemp("algorithms"))


@pytest.mark.parametrize("ranks", CHECKS)
def test_results_are_the_same_on_any_number_of_ranks(program, ranks):
    done = lfric_programs.mpirun(ranks, program, LFRIC_CHECK=CHECKS[ranks])
    assert done.returncode == 0, done.stderr
    expected = (FOLDER / "expected.txt").read_text().splitlines()
    assert lfric_programs.difference(lfric_programs.result(done.stdout), expected) == ""
