"""Fields of gt4py itself as arguments, in the full tests: examples/turbulence/fields.py, and a padded one. gt4py comes from PyPI,
into an environment of its own."""

import os
import pathlib
import subprocess
import sys

import isotach
import pytest

HERE = pathlib.Path(__file__).resolve().parent
EXAMPLE = HERE.parents[1] / "examples" / "turbulence"

PADDED = """\
import importlib.util, sys
import gt4py.next as gtx
import numpy as np
spec = importlib.util.spec_from_file_location("padded_py", sys.argv[1])
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
Cell, Level = gtx.Dimension("Cell"), gtx.Dimension("Level", kind=gtx.DimensionKind.VERTICAL)
a, b = (gtx.zeros({Cell: 101, Level: 9}, dtype=np.float64) for _ in "ab")
assert a.ndarray.strides[1] > 101 * 8  # padded, or this shows nothing
a.ndarray[...], b.ndarray[...] = 1, 2
module.padded.add(a, b)
assert (a.ndarray == 3).all()
try:
    module.padded.passed_on(a)
except ValueError as error:
    assert "without padding between its columns, since padded.f90:" in str(error)
else:
    raise AssertionError("taken")
assert module.padded.maybe(a).tolist()[:2] == [101, 9]
"""

if os.environ.get("ISOTACH_FULL"):

    @pytest.fixture(scope="module")
    def python(tmp_path_factory):
        folder = tmp_path_factory.mktemp("gt4py")
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        subprocess.run([folder / "bin" / "python", "-m", "pip", "install", "-q", "gt4py"], check=True)
        return folder / "bin" / "python"

    @pytest.mark.timeout(1800)
    def test_the_granule_steps_fields_of_gt4py(python):
        sys.path.insert(0, str(EXAMPLE))
        import block

        sources = [EXAMPLE / name for name in block.SOURCES]
        module = isotach.build(sources, block.NAME, classes=block.CLASSES)
        words = [python, EXAMPLE / "fields.py", "--module", module.__file__, "--columns", "64", "--steps", "20"]
        done = subprocess.run(list(map(str, words)), cwd=EXAMPLE, capture_output=True, text=True)
        assert done.returncode == 0 and "the same bits as from NumPy arrays" in done.stdout, done.stdout + done.stderr

    @pytest.mark.timeout(1800)
    def test_padded_fields_of_gt4py(python, tmp_path):
        module = isotach.build([HERE / "fortran" / "padded.f90"], "padded_py")
        (tmp_path / "padded.py").write_text(PADDED)
        done = subprocess.run([str(python), "padded.py", module.__file__], cwd=tmp_path, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
