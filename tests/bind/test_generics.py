"""Generic names; test_interpreters.py runs this file again."""

import inspect

import numpy as np
import pytest


@pytest.fixture(scope="session")
def generics(generics_py):
    return generics_py.generics


@pytest.mark.parametrize("dtype, shape, factor", [("f4", (3,), 2), ("f8", (3,), 3), ("f8", (2, 2), 4), ("i4", (1,), 5)])
def test_type_kind_and_rank_decide(generics, dtype, shape, factor):
    a = np.ones(shape, dtype, order="F")
    assert generics.scale(a) is None
    np.testing.assert_array_equal(a, factor)
    generics.scale(a=a)
    np.testing.assert_array_equal(a, factor**2)


@pytest.mark.parametrize(
    "value, expected",
    [
        (1, 4), (2**40, 8), (-(2**31), 4), (2**31, 8), (np.int64(1), 8), (np.int32(1), 4), (1.0, 80), (np.float32(1), 40),
        (np.float64(1), 80), (np.array(1.0), 80), (1j, 800), (np.complex64(1), 800), (True, 4000), (np.bool_(True), 4000),
        (np.int16(1), 4), (np.float16(1), 40),
    ],
)  # fmt: skip
def test_numbers_of_python_and_numpy(generics, value, expected):
    assert generics.size_of(value) == expected


def test_a_specific_of_the_same_name_and_optional_arguments(generics):
    assert generics.pick(3) == -3
    assert generics.pick("abc") == 3
    assert generics.pick("abc", 2) == 6
    assert generics.pick("abc", again=2) == 6
    assert generics.pick(s="abc", again=None) == 3


def test_what_fits_none_lists_the_candidates(generics):
    with pytest.raises(TypeError) as caught:
        generics.scale(np.ones((2, 2, 2)))
    text = str(caught.value)
    assert text.startswith("generics.scale: no procedure of this generic name takes (float64 of rank 3); there are\n")
    assert "\n  scale_r4(a: real(4), shape (n); n: integer(4), optional)\n" in text
    assert "scale_r8_2d(a: real(8), shape (:,:))" in text
    for call in (
        lambda: generics.scale([1.0, 2.0]),
        lambda: generics.scale(),
        lambda: generics.scale(np.ones(3), 3, 4),
        lambda: generics.scale(b=np.ones(3)),
        lambda: generics.pick(1.5),
        lambda: generics.size_of(None),
    ):
        with pytest.raises(TypeError, match=r"no procedure of this generic name takes"):
            call()


def test_what_only_results_tell_apart_is_ambiguous(generics):
    with pytest.raises(TypeError, match=r"generics.tied: more than one procedure .*\(float\)"):
        generics.tied(1.5)
    assert (generics.tied_a(1.5), generics.tied_b(1.5)) == (1.5, 1)


def test_specific_names_stay(generics):
    a = np.ones(2)
    generics.scale_r8(a)
    np.testing.assert_array_equal(a, 3)
    for private in ("scale_r4", "pick_text", "plus"):
        assert not hasattr(generics, private)


def test_errors_of_the_chosen_procedure_are_its_own(generics):
    with pytest.raises(ValueError, match=r"generics.scale_r8: argument 'a' .*Fortran order"):
        generics.scale(np.ones(6)[::2])


def test_documentation(generics):
    assert "scale_r8_2d(a: real(8), shape (:,:))" in generics.scale.__doc__
    assert str(inspect.signature(generics.scale)) == "(*arguments, **named)"
