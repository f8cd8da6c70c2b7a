"""Bounds and lengths that are elements of array arguments: sizes by the standard's arithmetic, indices checked."""

import pathlib

import isotach
import numpy as np
import pytest

SOURCE = pathlib.Path(__file__).parent / "fortran" / "elements.f90"


@pytest.fixture(scope="module")
def module():
    return isotach.build(SOURCE, "elements_py")


@pytest.fixture(scope="module")
def elements(module):
    return module.elements


def test_a_block_of_a_field(elements):
    field = np.asfortranarray(np.arange(12.0).reshape(3, 4))
    # fld(2:4, -1:2): the last column of the first row is field[0, 3] = 3.
    assert elements.block_sum([2, -1], [4, 2], field) == field.sum() + 3000
    with pytest.raises(ValueError, match=r"argument 'fld' .*expected shape \(3, 4\), got \(4, 3\)"):
        elements.block_sum([2, -1], [4, 2], np.zeros((4, 3), order="F"))


def test_a_created_block_with_declared_lower_bounds(elements):
    made = elements.block_set([2, 5], [3, 6])  # hi(0) = 3, hi(1) = 6: x(2:3, 4:6)
    assert made.tolist() == [[10 * i + j for j in (4, 5, 6)] for i in (2, 3)]


def test_an_upper_bound_below_the_lower_one_is_an_empty_array(elements):
    assert elements.block_set([5, 5], [3, 6]).shape == (0, 3)


def test_an_index_that_is_an_argument(elements):
    assert elements.nth([9, 8, 4]).tolist() == [4, 4, 4]
    assert elements.nth([9, 3], n=2).tolist() == [3, 3]
    assert elements.nested([2], [5, 3]).tolist() == [2, 2, 2]
    assert elements.nested([1], [-5]).tolist() == [1]


@pytest.mark.parametrize("at", [0, -1, 3, 2**31 - 1])
def test_an_index_that_is_outside_is_an_error(elements, at):
    with pytest.raises(ValueError, match="worked out from an element of 'sizes' that is not there"):
        elements.nested([at], [5, 3])


def test_elements_of_two_dimensions_in_fortrans_order(elements):
    box = np.array([[1, 2, 3], [4, 5, 6]])
    assert elements.matrix_sized(box).tolist() == [6] * 6  # box(2, 3)
    assert elements.shifted(7, box).tolist() == [3] * 3  # box(7:8, -1:1): its corner (7, 1)
    assert elements.open_columns(np.array([[1, 2], [3, 4]])).tolist() == [4] * 4


def test_assumed_size_is_as_long_as_what_is_given(elements):
    assert elements.open_ended([0, -1, 2]).tolist() == [-1] * 4
    with pytest.raises(ValueError, match="element of 'lo' that is not there"):
        elements.open_ended([0, 1])
    with pytest.raises(ValueError, match="element of 'lo' that is not there"):
        elements.open_columns(np.zeros((2, 1)))


def test_kinds_of_integers(elements):
    # 127 - (-128) + 1 = 256 elements, more than a byte can count.
    assert elements.bytes([-128], [127]).shape == (256,)
    assert elements.shorts(np.array([1, 2, 300], np.int16)).shape == (300,)
    assert elements.wides([4294967296 + 3], 2).shape == (5,)


def test_what_is_given_is_read_before_the_call(elements):
    n = np.array([3], np.int32)
    assert elements.changed(n).tolist() == [3, 3, 3]
    assert n.tolist() == [7]


def test_a_negative_size_is_zero_and_a_huge_one_an_error(elements):
    assert elements.nth([-3]).shape == (0,)
    with pytest.raises((MemoryError, ValueError)):
        elements.wides([2**62], 2)


def test_lengths_of_characters(elements, module):
    assert elements.word([1, 3]) == b"www"
    assert module.external_words([1, 4], b"ab") == 4


def test_an_external_function_gets_an_interface_that_compiles(module):
    assert module.external_row([2, 4]).tolist() == [2, 2, 2]


def test_what_the_caller_cannot_know_is_left_out(elements):
    assert not hasattr(elements, "allocated") and not hasattr(elements, "real_bound")
