"""Declarations of an included file count as if they stood in the file, as for numpy.f2py."""

import pathlib
import re
import subprocess
import sys

import isotach
import numpy as np
import pytest

SOURCE = pathlib.Path(__file__).parent / "fortran" / "included.f"


@pytest.fixture(scope="module")
def included():
    return isotach.build([SOURCE], "included_py")


def test_shapes_and_common_blocks_come_from_included_files(included):
    before = included.counted()
    assert included.fill(np.arange(12.0).reshape(4, 3)) == 66
    assert included.counted() == before + 1 == included.counts.calls
    with pytest.raises(ValueError, match="t"):
        included.fill(np.zeros((4, 4)))


def test_signatures_are_those_of_f2py(included, tmp_path):
    command = [sys.executable, "-m", "numpy.f2py", SOURCE, "-m", "included_f2py", "--lower"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    wrapped = (tmp_path / "included_f2pymodule.c").read_text()
    lines = re.findall(r'doc_f2py_rout_included_f2py_\w+\[\] = "\\\n(.*?)\\n', wrapped)
    ours = [included.fill.__doc__.splitlines()[0], included.counted.__doc__.splitlines()[0]]
    assert sorted(lines) == sorted(ours)


def test_a_missing_file_is_named(tmp_path):
    source = tmp_path / "lost.f"
    source.write_text("      subroutine lost(x)\n      include 'lost.inc'\n      real x(n)\n      end\n")
    with pytest.raises(isotach.BuildError, match=r"lost\.inc"):
        isotach.build([source], "lost_py")
