"""Modules and cases for the tests of verify: a toy in several builds, and the turbulence granule."""

import os
import pathlib
import subprocess
import sys

import isotach
import numpy as np
import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
TURBULENCE = ROOT / "examples" / "turbulence"
GRANULE = "f2py_turbdiff_run_wrapper"

TOY = """\
module toy
  use, intrinsic :: iso_fortran_env, only: real32, real64
  implicit none
#ifdef SINGLE
  integer, parameter :: wp = real32
#else
  integer, parameter :: wp = real64
#endif
  integer :: calls = 0
contains
  !> Warms a field towards 300 K and returns the warming of each column.
  subroutine advance(n, nlev, dt, t, warming, layers)
    integer, intent(in) :: n, nlev
    real(wp), intent(in) :: dt
    real(wp), intent(inout) :: t(n,nlev)
    real(wp), intent(out) :: warming(n)
    integer, intent(inout) :: layers(nlev)
    integer :: jk
    warming = 0
    do jk = 1, nlev
      warming = warming + dt * (300 - t(:,jk))
      t(:,jk) = t(:,jk) + dt * (300 - t(:,jk))
    end do
#ifdef BUG
    where (t(:,2) > 280) t(:,2) = t(:,2) + 1e-3_wp
#endif
#ifdef STOPS
    stop
#endif
#ifdef NOT_A_NUMBER
    t(2,3) = t(2,3) / (warming(1) - warming(1))
#endif
    layers = layers + 1
  end subroutine advance

  subroutine fails(ierr, message)
    !isotach raises(ierr, message)
    integer, intent(out) :: ierr
    character(len=*), intent(out) :: message
    calls = calls + 1
    ierr = 7
    message = 'the toy is broken'
  end subroutine fails
end module toy
"""

CASE = """\
module = "toy"
[archive]
kind = "npz"
path = "toy.npz"
[parameters]
dt = 0.1
[[step]]
call = "toy.advance"
args = ["dt", "t", "layers"]
returns = ["warming"]
[[runs]]
start = { savepoint = "in" }
compare = [{ savepoint = "out", step = 1 }, { after = 2, savepoint = "out", step = 2 }]
[random]
steps = [1, 3]
dims = { n = 6 }
shrink = ["n"]
[fields.t]
dims = ["n", "nlev"]
units = "K"
range = [200.0, 330.0]
tolerance = { relative = 1e-14 }
[fields.warming]
dims = ["n"]
initial = nan
tolerance = { relative = 1e-13 }
[fields.layers]
dims = ["nlev"]
dtype = "int32"
"""


@pytest.fixture(scope="session")
def cache(tmp_path_factory):
    """Builds of this session go to a folder of its own, and are shared by its tests."""
    before = os.environ.get("XDG_CACHE_HOME")
    os.environ["XDG_CACHE_HOME"] = str(tmp_path_factory.mktemp("cache"))
    yield
    if before is None:
        del os.environ["XDG_CACHE_HOME"]
    else:
        os.environ["XDG_CACHE_HOME"] = before


@pytest.fixture(scope="session")
def toy(cache, tmp_path_factory):
    """toy("BUG") is the path of the toy built with that macro."""
    folder = tmp_path_factory.mktemp("toy")
    (folder / "toy.F90").write_text(TOY)

    def build(*defines):
        return isotach.build(folder / "toy.F90", "toy", defines=defines).__file__

    return build


@pytest.fixture(scope="session")
def granule(cache):
    """Path of the turbulence granule, built as users build it."""
    return isotach.build(sorted(TURBULENCE.glob("*.f90")), GRANULE).__file__


def toy_reference():
    t = np.array([[290.0, 295.0, 280.0, 270.0], [250.0, 301.0, 285.0, 275.5], [300.0, 281.0, 299.0, 310.0]])
    layers = np.arange(4, dtype="int32")
    arrays = {"in/t": t, "in/layers": layers}
    for step in (1, 2):
        warming = np.zeros(3)
        for jk in range(4):
            warming = warming + 0.1 * (300 - t[:, jk])
        t = t + 0.1 * (300 - t)
        layers = layers + 1
        arrays |= {
            f"out[step={step}]/{name}": value for name, value in (("t", t), ("warming", warming), ("layers", layers))
        }
    return arrays


class Files:
    """A case file with its archive, to be changed and run."""

    def __init__(self, folder):
        self.folder = folder
        self.case = folder / "toy.toml"
        self.text = CASE
        self.arrays = toy_reference()
        self.write()

    def write(self):
        self.case.write_text(self.text)
        np.savez(self.folder / "toy.npz", **self.arrays)

    def replace(self, old, new):
        assert old in self.text
        self.text = self.text.replace(old, new)
        self.write()

    def set(self, name, values):
        self.arrays[name] = values
        self.write()


@pytest.fixture
def files(tmp_path):
    return Files(tmp_path)


@pytest.fixture(scope="session")
def command(cache):
    """command("x.so", "case.toml", ...) runs `python -m isotach verify` and returns the finished process."""

    def run(*arguments, cwd=None, **environment):
        return subprocess.run([sys.executable, "-m", "isotach", "verify", *map(str, arguments)], capture_output=True,
                              text=True, cwd=cwd, stdin=subprocess.DEVNULL, env={**os.environ, **environment},
                              timeout=120)  # fmt: skip

    return run


@pytest.fixture(scope="session")
def turbulence():
    return TURBULENCE
