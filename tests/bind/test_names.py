"""No name of the user's clashes with one of ours: modules, procedures, dummies, variables; words of C, Python, Fortran."""

import pathlib
import subprocess

import isotach
import numpy as np
import pytest

SOURCE = pathlib.Path(__file__).parent / "fortran" / "names.f90"


@pytest.fixture(scope="module")
def built():
    return isotach.build([SOURCE], "names_py")


def test_the_names_are_valid(tmp_path):
    done = subprocess.run(["gfortran", "-pedantic", "-c", str(SOURCE)], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_a_dummy_with_the_name_of_its_module(built):
    np.testing.assert_array_equal(built.grid.fill(3), [3, 3, 3])
    x = np.array([1, 2], np.int32)
    built.c_int64_t.twice(x)
    np.testing.assert_array_equal(x, [2, 4])


def test_modules_and_variables_with_names_of_intrinsics_and_of_the_shims(built):
    assert (built.shape.action, list(built.shape.facts), built.shape.len) == (3, [1, 2], b"abcd")
    assert built.shape.extents is None
    built.shape.allocate_it(2)
    np.testing.assert_array_equal(built.shape.extents, [2, 2])
    built.shape.status = np.ones(3)
    np.testing.assert_array_equal(built.shape.status, np.ones(3))
    assert built.isotach_0.isotach_v0 == 5
    assert built.isotach_0.isotach_target(3, "four") == 7
    x = np.zeros(2)
    built.isotach_1(x)
    np.testing.assert_array_equal(x, [2, 2])


def test_dummies_with_names_of_intrinsics(built):
    shape = np.zeros((2, 3), order="F")
    assert built.words.fortran_words(shape, ["ab", "cd"]) == 1 + 2 + 60 + 2000
    assert built.words.fortran_words(shape, ["ab"], present=1, len="x") == 60 + 1000
    np.testing.assert_array_equal(shape, np.full((2, 3), 4))
    size, allocated, status = built.words.result(np.zeros(1), 2)
    assert (list(size), list(allocated), list(status)) == ([1, 1], [2, 2, 2], [1])
    np.testing.assert_array_equal(built.words.keep_result(2), [7, 7])


def test_words_of_c_and_python(built):
    assert built.words.c_words(*range(1, 12)) == 66
    words = built.words
    # Python's keywords get an underscore; where Fortran has that name too, one more.
    assert words.lambda_() == -1
    assert words.lambda__(1, 2, 3, 4) == 4321
    assert words.lambda__(class_=1, class__=2, none=3, import_=4) == 4321


def test_a_callback_whose_dummies_have_such_names(built):
    got = []
    assert built.words.call_it(lambda *values: got.append(values) or 9) == 9
    assert [list(np.atleast_1d(value)) for value in got[0]] in ([[1, 2, 3], [7], [5]], [[1, 2, 3], [5], [7]])


def test_a_procedure_that_takes_the_place_of_ours(built):
    assert built.error(1) == 2
    with pytest.raises(ValueError):
        built.grid.fill("x")
