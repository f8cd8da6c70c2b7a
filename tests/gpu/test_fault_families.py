"""Faults that other translators of Fortran to device code had, as families: the device's bits are gfortran's."""

import pathlib
import sys

import numpy as np
import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools"))
import fault_families
import sampling
from test_cuda import ORDERS, from_text, same_bits

# The build is what takes time: one module, of some of the cases of each family.
NAMES = sorted(sampling.sample("families of faults in kernels", list(fault_families.cases()), 60))


@pytest.fixture(scope="module")
def families(tmp_path_factory):
    folder = tmp_path_factory.mktemp("families")
    return from_text(folder, "families", fault_families.source(NAMES), ("--fflags=-O1",)).families


def differing(families, name, order, monkeypatch, change=None):
    monkeypatch.setenv("ISOTACH_THREAD_ORDER", order)
    expected, found = fault_families.arguments(), fault_families.arguments()
    getattr(families, f"host_{name}")(**expected)
    getattr(families, f"device_{name}")(**found)
    if change:
        change(found)
    return [array for array in found if not same_bits(found[array], expected[array])], expected


@pytest.mark.parametrize("order", ORDERS)
def test_families(families, order, monkeypatch):
    wrong, idle = [], []
    for name in NAMES:
        arrays, left = differing(families, name, order, monkeypatch)
        if arrays:
            wrong.append((name, arrays))
        if all(
            same_bits(value, start)
            for value, start in zip(left.values(), fault_families.arguments().values(), strict=True)
        ):
            idle.append(name)
    assert not wrong
    assert not idle, "these leave everything as it was, so they check nothing"


def test_a_difference_is_seen(families, monkeypatch):
    def one_bit(found):
        found["x"].view("i8")[3, 1] ^= 1

    assert differing(families, NAMES[0], "forward", monkeypatch, one_bit)[0] == ["x"]
    assert same_bits(np.float32([0.0]), np.float32([0.0])) and not same_bits(np.float32([0.0]), np.float32([-0.0]))
