"""Fixtures: the Fortran files of this folder as imported modules, built by isotach.build (which keeps them)."""

import copy
import pathlib

import isotach
import pytest

FOLDER = pathlib.Path(__file__).parent / "fortran"


def module(name):
    @pytest.fixture(scope="session", name=f"{name}_py")
    def fixture():
        return isotach.build([FOLDER / f"{name}.f90"], f"{name}_py")

    return fixture


turb_module, kinds_module = module("turb"), module("kinds")
granule_module, external_module, sizes_module = module("granule"), module("external"), module("sizes")
stops_module, texts_module, threads_module = module("stops"), module("texts"), module("threads")
dynamic_module, generics_module = module("dynamic"), module("generics")


@pytest.fixture(scope="session")
def blocks_py():
    return isotach.build([FOLDER / "blocks.f"], "blocks_py")


@pytest.fixture(scope="session")
def callbacks_py():
    return isotach.build([FOLDER / "callbacks.f90"], "callbacks_py", fflags="-O1 -fopenmp", ldflags="-fopenmp")


@pytest.fixture(scope="session")
def plain_callbacks_py():
    return isotach.build([FOLDER / "plain_callbacks.f"], "plain_callbacks_py")


@pytest.fixture(scope="session")
def threads_released_py():
    return isotach.build([FOLDER / "threads.f90"], "threads_released", threadsafe=True)


@pytest.fixture
def turb(turb_py):
    """The module, its variables put back afterwards: Fortran keeps one copy of them for the whole process."""
    module = turb_py.turb
    names = ("dt", "active", "phase", "scheme", "profile")
    before = {name: copy.copy(getattr(module, name)) for name in names}
    yield module
    for name, value in before.items():
        setattr(module, name, value)


@pytest.fixture(scope="session")
def kinds(kinds_py):
    return kinds_py.kinds


@pytest.fixture(scope="session")
def granule(granule_py):
    return granule_py.granule
