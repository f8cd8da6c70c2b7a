"""Edits of Fortran that others wrote: numpy.f2py's test sources, and the fixtures of this repository."""

import os
import pathlib
import subprocess
import sys

import numpy.f2py
import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]


def edit(*arguments: str) -> subprocess.CompletedProcess:
    environment = {**os.environ}
    environment.setdefault("ISOTACH_BINARY", str(ROOT / "build" / "dev" / "bin" / "isotach"))
    return subprocess.run([sys.executable, str(ROOT / "tests" / "corpus" / "edit_sources.py"), *arguments],
                          env=environment, capture_output=True, text=True, check=False)  # fmt: skip


@pytest.mark.parametrize(
    "folder",
    [pathlib.Path(numpy.f2py.__file__).parent / "tests" / "src", ROOT / "examples"],
    ids=["f2py", "examples"],
)
def test_edits_change_their_lines_only(folder):
    done = edit("--limit", "25", str(folder))
    assert done.returncode == 0, done.stdout + done.stderr
    assert " 0 failed" in done.stdout


def test_a_planted_fault_is_found(tmp_path):
    """The driver says when a tool changes more than it was asked to."""
    binary = pathlib.Path(os.environ.get("ISOTACH_BINARY", ROOT / "build" / "dev" / "bin" / "isotach"))
    (tmp_path / "source.f90").write_text("subroutine s\n  real :: x, y\n  x = 1\n  y = 2\nend subroutine\n")
    faulty = tmp_path / "isotach"
    faulty.write_text(
        f'#!/bin/sh\n"{binary}" "$@" || exit $?\n'
        'while [ $# -gt 0 ]; do if [ "$1" = -o ]; then sed -i s/subroutine/SUBROUTINE/ "$2"; fi; shift; done\n'
    )
    faulty.chmod(0o755)
    done = subprocess.run([sys.executable, str(ROOT / "tests" / "corpus" / "edit_sources.py"), str(tmp_path / "source.f90")],
                          env={**os.environ, "ISOTACH_BINARY": str(faulty)}, capture_output=True, text=True, check=False)  # fmt: skip
    assert done.returncode == 1, done.stdout
    assert "rename" in done.stdout
