"""Allocatable arguments, results and module arrays; test_interpreters.py runs this file again."""

import gc
import sys

import numpy as np
import pytest


@pytest.fixture
def dynamic(dynamic_py):
    yield dynamic_py.dynamic
    dynamic_py.dynamic.work = None
    dynamic_py.dynamic.point(0)


def test_intent_out_is_an_array_of_numpys_own(dynamic):
    a = dynamic.made(2)
    np.testing.assert_array_equal(a, [[1, -1], [2, -2]])
    assert a.flags.owndata and a.flags.writeable and a.flags.f_contiguous
    assert dynamic.made(0).shape == (0, 2)
    assert dynamic.made(-1) is None


def test_intent_inout_goes_in_and_comes_back(dynamic):
    given = np.array([1, 2], "i4")
    a, m = dynamic.grow(given)
    assert a.tolist() == [1, 2, 2, 4] and m == 2
    assert given.tolist() == [1, 2]
    assert dynamic.grow([1, 2, 3, 4]) == (None, 4)
    a, m = dynamic.grow(None)
    assert a.tolist() == [7] and m == -1
    with pytest.raises(TypeError, match=r"dynamic.grow: argument 'a' .*: missing"):
        dynamic.grow()
    with pytest.raises(ValueError, match=r"dynamic.grow: argument 'a' \(integer\(4\), allocatable, shape \(:\)\)"):
        dynamic.grow([1j])


def test_intent_in_none_and_results(dynamic):
    assert dynamic.total([1, 2.5]) == 3.5
    assert dynamic.total(None) == -1
    assert dynamic.total(np.zeros(0)) == 0
    assert dynamic.evens([1, 2, 4]).tolist() == [2, 4]
    assert dynamic.evens([1]).shape == (0,)
    a, b = dynamic.mixed("abc", [1j])
    assert a.tolist() == [1, 1] and b.tolist() == [2j]
    a, b = dynamic.mixed("a", None)
    assert a.tolist() == [1, 0] and b is None


def test_external_procedures(dynamic_py):
    assert dynamic_py.outside(3).tolist() == [1, 2, 3]


def test_a_stop_gives_no_array(dynamic_py):
    with pytest.raises(dynamic_py.FortranStop, match="no data"):
        dynamic_py.dynamic.fails()


def test_module_arrays_are_allocated_by_assigning(dynamic):
    assert dynamic.work is None and dynamic.work_sum() == -1
    dynamic.work = [[1, 2], [3, 4]]
    view = dynamic.work
    assert view.tolist() == [[1, 2], [3, 4]] and dynamic.work_sum() == 10
    dynamic.fill(3.0)
    assert view.tolist() == [[3, 3], [3, 3]]
    dynamic.work = [[5, 6], [7, 8]]  # the same shape: the same memory
    assert view[1, 0] == 7
    dynamic.work = dynamic.work[:1]
    assert dynamic.work.tolist() == [[5, 6]]
    dynamic.work = 2
    assert dynamic.work.tolist() == [[2, 2]]
    dynamic.work = np.zeros((0, 3))
    assert dynamic.work.shape == (0, 3) and dynamic.work_sum() == 0
    for bad in ([1j], 1j, "x"):
        with pytest.raises((ValueError, TypeError), match=r"dynamic\.work"):
            dynamic.work = bad
    assert dynamic.work.shape == (0, 3)
    dynamic.work = None
    assert dynamic.work is None and dynamic.work_sum() == -1


def test_protected_and_pointer_arrays_are_read(dynamic):
    dynamic.fill(0.0)
    assert dynamic.counts.tolist() == [1, 2, 3]
    assert dynamic.window is None
    dynamic.point(1)
    dynamic.window[1] = 30
    assert dynamic.store.tolist() == [1, 2, 30, 4, 5, 6]
    dynamic.store[2] = 3
    dynamic.point(2)
    with pytest.raises(ValueError, match=r"dynamic.window points to an array with gaps"):
        _ = dynamic.window
    for name in ("counts", "window"):
        with pytest.raises(AttributeError):
            setattr(dynamic, name, [1])


def test_nothing_leaks(dynamic_py):
    dynamic = dynamic_py.dynamic

    def everything():
        dynamic.made(3)
        dynamic.grow([1.0, 2.0])
        dynamic.grow(None)
        dynamic.total([1, 2])
        dynamic.work = [[1, 2]]
        dynamic.work = [[1, 2], [3, 4]]
        assert dynamic.work.size == 4
        dynamic.work = None
        with pytest.raises(dynamic_py.FortranStop):
            dynamic.fails()

    growth = []
    for _ in range(4):
        before = sys.getallocatedblocks()
        for _ in range(200):
            everything()
        gc.collect()
        growth.append(sys.getallocatedblocks() - before)
    assert min(growth) < 150
