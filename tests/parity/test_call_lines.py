"""The same command line, `f2py -m NAME FILE`, with both builders: the modules have equal call lines."""

import subprocess
import sys

import isotach._binary
import pytest
from parity_build import HERE
from signatures_compare import OUR_LINE, THEIR_LINE, lines_of

ROOT = HERE.parent.parent
SOURCES = ["examples/f2py/smooth.f", *(f"tests/parity/fortran/{name}" for name in
           ["arrays.f90", "callbacks.f", "commons.f", "directives.f90", "entries.f90", "statements/statements.pyf"])]  # fmt: skip


def call_lines(builder: list, source, folder, pattern: str) -> dict:
    folder.mkdir()
    words = [*builder, "-m", "both", ROOT / source, "--build-dir", folder, "--lower"]
    if source.endswith(".pyf"):
        words[len(builder) : len(builder) + 2] = []
    done = subprocess.run([str(word) for word in words], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    [made] = folder.glob("*module.c")
    return lines_of(made, pattern)


@pytest.mark.parametrize("source", SOURCES)
def test_call_lines_are_equal(source, tmp_path):
    theirs = call_lines([sys.executable, "-m", "numpy.f2py"], source, tmp_path / "theirs", THEIR_LINE)
    ours = call_lines([isotach._binary.binary(), "f2py"], source, tmp_path / "ours", OUR_LINE)
    assert theirs, "f2py's lines are not found"
    assert {name: ours.get(name) for name in theirs} == theirs
