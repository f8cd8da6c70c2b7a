"""Scripts on plain Fortran, against PSyclone 3.3.1: which loops get what, and the tree afterwards."""

import os
import pathlib
import re
import subprocess
import sys

import pytest
import sampling

HERE = pathlib.Path(__file__).resolve().parent
SCRIPTS = HERE / "inputs" / "plain" / "common_scripts.py"
SOURCE = HERE / "inputs" / "plain" / "column.f90"
ISOTACH = os.environ["ISOTACH_BINARY"]
NAMES = [name for name in re.findall(r"^def (\w+)\(psyir\)", SCRIPTS.read_text(), re.MULTILINE) if name != "trans"]

# Loops, by their place among the loops of the source, that get something by one of the two alone, and why that is right.
ONLY_OURS = {
    8: "even elements are assigned, odd ones read: proved, which 3.3.1 does not see",
    10: "the same, by a step of 2",
}
ONLY_THEIRS = {13: "every thread may write 'found', which 3.3.1 leaves shared: a race"}
WITH_ARRAYS = {2: "3.3.1 takes 'work' for private; that it is written before it is read is not proved for every bound"}
DIFFERENT = {
    "parallel_do": ONLY_OURS | ONLY_THEIRS,
    "collapsed": ONLY_OURS | ONLY_THEIRS,
    "reductions": ONLY_OURS | ONLY_THEIRS,
    "regions": ONLY_OURS | ONLY_THEIRS,
    "maximal": ONLY_OURS | ONLY_THEIRS,
    "private_arrays": ONLY_OURS | ONLY_THEIRS | WITH_ARRAYS,
    "pure": {8: ONLY_OURS[8], **ONLY_THEIRS},
    "names": {8: ONLY_OURS[8], **ONLY_THEIRS, 2: "force_private is honoured for an array; 3.3.1 refuses"},
    "swapped": {
        5: "right, since each iteration needs its own column alone; not proved here",
        6: "as 5, whose loop it is in",
    },
    "chunked": {22: "EXIT would leave a piece, and not the loop"},
}
# Fused by 3.3.1 alone: a loop with EXIT behind one that calls a procedure, which stops the calls as well.
FUSED = ["j fused"]


def run(name: str, folder: pathlib.Path, *command: str) -> tuple[dict[str, str], str]:
    """What became of each loop, and the tree."""
    view = folder / "view"
    environment = os.environ | {"ISOTACH_SCRIPT": name, "ISOTACH_VIEW": str(view)}
    done = subprocess.run(
        [*command, "-s", str(SCRIPTS), "-o", str(folder / "out.f90"), str(SOURCE)],
        capture_output=True, text=True, env=environment,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return dict(line.split() for line in done.stdout.splitlines()), re.sub(r" object at \w+", "", view.read_text())


def compiles(folder: pathlib.Path) -> None:
    done = subprocess.run(
        ["gfortran", "-fopenmp", "-fsyntax-only", "-J", str(folder), str(folder / "out.f90")],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr


SAMPLE = sampling.sample("scripts on plain Fortran", NAMES[1:], 6)


@pytest.mark.parametrize("name", [NAMES[0], *SAMPLE])
def test_loops_get_what_they_get_by_psyclone(name, tmp_path):
    (tmp_path / "theirs").mkdir()
    theirs, their_view = run(name, tmp_path / "theirs", str(pathlib.Path(sys.executable).parent / "psyclone"))
    ours, our_view = run(name, tmp_path, ISOTACH, "psyclone")
    if name == "fused":
        only = [f"{loop} {word}" for loop, word in theirs.items() if ours.get(loop) != word]
        assert only == FUSED
    else:
        # One that lies in another that has a directive is not asked for.
        different = {int(loop) for loop in ours.keys() & theirs.keys() if ours[loop] != theirs[loop]}
        assert different - DIFFERENT.get(name, {}).keys() == set()
        assert {*map(int, ours.keys() & theirs.keys())} & DIFFERENT.get(name, {}).keys() <= different
    if name not in DIFFERENT and name != "fused":
        assert our_view == their_view
    compiles(tmp_path)


def test_only_lines_of_directives_are_new(tmp_path):
    """But for a WHERE, which becomes the loops that a script asks a directive for."""
    run("collapsed", tmp_path, ISOTACH, "psyclone")
    kept = [line for line in (tmp_path / "out.f90").read_text().splitlines() if "!$omp" not in line]
    source = SOURCE.read_text()
    rest = source[: source.index("    where (c")] + source[source.index("    end where\n") :].partition("\n")[2]
    loops = "\n".join(kept)
    begin, end = loops.index("    do widx1"), loops.index("    do j = 1, m\n      call outside")
    kept_rest = loops[:begin] + loops[end:]
    assert kept_rest.replace("    integer :: widx1\n", "").splitlines() == rest.splitlines()


def test_what_is_private_symbol_by_symbol_is_honoured(tmp_path):
    """explicitly_private_symbols of a loop is a set to add to."""
    script = tmp_path / "private.py"
    script.write_text(
        "from psyclone.psyir.nodes import Loop\n"
        "from psyclone.transformations import OMPParallelLoopTrans\n"
        "def trans(psyir):\n"
        "    loop = psyir.walk(Loop)[2]\n"
        "    loop.explicitly_private_symbols.add(loop.scope.symbol_table.lookup('work'))\n"
        "    OMPParallelLoopTrans().apply(loop)\n"
    )
    done = subprocess.run(
        [ISOTACH, "psyclone", "-s", str(script), str(SOURCE)], capture_output=True, text=True, check=True
    )
    assert "private(i, k, work)" in done.stdout
