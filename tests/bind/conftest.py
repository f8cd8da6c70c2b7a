"""Fixtures: the Fortran files of this folder as imported modules, built by isotach.build (which keeps them)."""

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


@pytest.fixture(scope="session")
def turb(turb_py):
    return turb_py.turb


@pytest.fixture(scope="session")
def kinds(kinds_py):
    return kinds_py.kinds


@pytest.fixture(scope="session")
def granule(granule_py):
    return granule_py.granule
