"""Procedures and Fortran modules are pickled by their names, and reach the processes of multiprocessing."""

import pickle
import subprocess
import sys

import isotach
import pytest

SOURCE = """\
module things
  real(8) :: factor = 2
contains
  function times(x) result(y)
    real(8), intent(in) :: x
    real(8) :: y
    y = factor*x
  end function
end module
subroutine external_one(x)
  real(8), intent(inout) :: x(2)
  x = x + 1
end subroutine
"""

POOL = """\
import multiprocessing, pickle, sys
import things_py
if __name__ == "__main__":
    for each in (things_py.things.times, things_py.things, things_py.external_one):
        assert pickle.loads(pickle.dumps(each)) is each
        assert b"isotach" not in pickle.dumps(each)
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        things_py.things.factor = 3  # of this process alone
        print(pool.map(things_py.things.times, [1.0, 2.0]), things_py.things.times(1.0))
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "things.f90").write_text(SOURCE)
    return tmp_path


def test_of_a_module_that_import_finds(folder):
    isotach.build([folder / "things.f90"], "things_py", output_dir=folder)
    (folder / "main.py").write_text(POOL)
    done = subprocess.run([sys.executable, "main.py"], cwd=folder, capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "[2.0, 4.0] 3.0\n"


def test_of_a_module_of_isotach_build(folder):
    module = isotach.build([folder / "things.f90"], "unfound_py")
    for each in (module.things.times, module.things, module.external_one):
        assert pickle.loads(pickle.dumps(each)) is each
    code = f"import pickle; print(pickle.loads({pickle.dumps(module.things.times)!r})(4.0))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=100)
    assert done.stdout == "8.0\n", done.stderr


def test_without_isotach_it_is_told(folder):
    isotach.build([folder / "things.f90"], "things_py", output_dir=folder)
    code = f"""\
import importlib.util, pickle, sys
spec = importlib.util.spec_from_file_location("things_py", {str(folder / "things_py.abi3.so")!r})
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
sys.modules["isotach"] = None
pickle.dumps(module.things.times)
"""
    done = subprocess.run([sys.executable, "-c", code], cwd="/", capture_output=True, text=True, timeout=100)
    assert "put the file where `import things_py` finds it" in done.stderr
