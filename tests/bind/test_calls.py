"""Behaviour of the modules made from fortran/*.f90.

test_interpreters.py runs this file again, under other interpreters and without direct access to arrays.
"""

import gc
import inspect
import os
import pathlib
import subprocess
import sys
import warnings

import numpy as np
import pytest

DTYPES = {
    "i1": "int8", "i2": "int16", "i4": "int32", "i8": "int64", "r4": "float32", "r8": "float64",
    "c4": "complex64", "c8": "complex128", "l1": "int8", "l2": "int16", "l4": "int32", "l8": "int64",
}  # fmt: skip


def fortran(*shape, dtype="f8"):
    return np.arange(np.prod(shape), dtype=dtype).reshape(shape, order="F")


def test_access_is_what_was_asked_for(turb_py):
    expected = "buffer" if os.environ.get("ISOTACH_ARRAY_ACCESS") == "buffer" else "direct"
    assert turb_py.__array_access__ == expected


@pytest.mark.parametrize("suffix", DTYPES)
def test_scalars_of_every_kind(kinds, suffix):
    dtype = np.dtype(DTYPES[suffix])
    logical = suffix[0] == "l"
    python = bool if logical else type(np.zeros((), dtype).item())
    changed = np.zeros((), dtype)
    result = getattr(kinds, f"scalar_{suffix}")(True if logical else 3, changed)
    assert type(result) is python
    assert result == (False if logical else 6)
    assert changed == result
    back = getattr(kinds, f"value_{suffix}")(dtype.type(1))
    assert type(back) is python and back == 1


@pytest.mark.parametrize("suffix", DTYPES)
@pytest.mark.parametrize("given", [*sorted(set(DTYPES.values())), "uint8", "float16", ">f8", "longlong", "object"])
def test_arrays_of_every_kind_from_every_dtype(kinds, suffix, given):
    dtype = np.dtype(DTYPES[suffix])
    values = np.array([0, 1, 1, 0]).astype(given)
    changed = np.zeros(4, dtype)
    procedure = getattr(kinds, f"array_{suffix}")
    loses = {
        "i": values.dtype.kind == "c",
        "r": values.dtype.kind == "c",
        "c": False,
        "l": values.dtype.kind == "c",
    }[suffix[0]]
    if loses:
        with pytest.raises(ValueError, match=rf"kinds.array_{suffix}: argument 'a' .* got {values.dtype}"):
            procedure(values, changed)
        return
    result = procedure(values, changed)
    expected = ~values.astype(bool) if suffix[0] == "l" else 2 * values.astype(dtype)
    assert result.dtype == dtype
    np.testing.assert_array_equal(result.astype(bool) if suffix[0] == "l" else result, expected)
    np.testing.assert_array_equal(changed, result)


@pytest.mark.parametrize("number", ["long", "longlong"])
def test_both_64_bit_integers_work_in_place(kinds, number):
    changed = np.zeros(2, number)
    kinds.array_i8([1, 2], changed)
    np.testing.assert_array_equal(changed, [2, 4])


def test_shapes_give_sizes_and_results_come_back(turb):
    t, k = fortran(4, 3), np.ones((4, 4), order="F")
    tend = turb.mix(t, k)
    np.testing.assert_array_equal(tend, t + 11)
    assert tend.flags.f_contiguous and tend.flags.owndata
    np.testing.assert_array_equal(turb.mix(t, k, 4, nlev=3), tend)
    np.testing.assert_array_equal(turb.mix(k=k, t=t.copy(order="C")), tend)
    np.testing.assert_array_equal(turb.mix(t.tolist(), k[::-1]), tend)


def test_size_that_disagrees(turb):
    with pytest.raises(ValueError) as caught:
        turb.mix(fortran(4, 3), np.ones((4, 3)))
    assert str(caught.value) == (
        "turb.mix: argument 'k' (real(8), shape (nproma,0:nlev)): expected shape (4, 4), got (4, 3)"
    )
    with pytest.raises(ValueError, match=r"turb.mix: argument 't' .*: expected shape \(5, 3\), got \(4, 3\)"):
        turb.mix(fortran(4, 3), np.ones((4, 4)), nproma=5)


def test_wrong_arrays_for_inout_are_errors(turb):
    def error(array):
        with pytest.raises((ValueError, TypeError)) as caught:
            turb.update(array)
        return str(caught.value).removeprefix("turb.update: argument 'x' (real(8), shape (n)): ")

    assert error(np.zeros(3, "f4")) == "expected an array of float64, got float32"
    assert error(np.zeros(6)[::2]) == (
        "expected an array in Fortran order, got one with other strides; use numpy.asfortranarray"
    )
    read_only = np.zeros(3)
    read_only.flags.writeable = False
    assert error(read_only) == "expected a writable array, got a read-only one"
    odd = np.frombuffer(bytearray(25), "u1")[1:].view("f8")
    assert error(odd) == "expected an aligned array, got one at an odd address"
    assert error([1.0]) == "expected a NumPy array to work on in place, got list"
    assert error(np.zeros(3, ">f8")) == "expected an array of float64, got >f8"
    with pytest.raises(ValueError, match="got complex128"):
        turb.mix(np.zeros((2, 2), complex), np.zeros((2, 3)))


def test_other_ranks_are_reshaped_as_f2py_does(turb):
    row, column = np.ones(3), np.ones((3, 1))
    turb.update(row)
    turb.update(column)
    assert (row != 1).all() and (column[:, 0] == row).all()


def test_inout_works_in_place_on_subclasses_and_buffers(turb):
    class Field(np.ndarray):
        pass

    field = np.zeros(3).view(Field)
    turb.update(field)
    np.testing.assert_array_equal(field, 0.5)
    memory = bytearray(16)
    turb.update(memoryview(memory).cast("d"))
    np.testing.assert_array_equal(np.frombuffer(memory), 0.5)


def test_no_intent_changes_a_fitting_array_and_spares_a_read_only_one(turb):
    x = np.ones(3)
    turb.legacy(x)
    np.testing.assert_array_equal(x, 2)
    x.flags.writeable = False
    turb.legacy(x)
    np.testing.assert_array_equal(x, 2)


def test_vars_and_dir_show_variables(turb):
    assert vars(turb)["steps"] == turb.steps and "steps" in dir(turb) and "advance" in vars(turb)


def test_inout_scalars_are_written_back_where_they_came_from(turb):
    x, status = np.array(1.0), np.array([3], "i4")
    turb.advance(x, status)
    assert x == 2 and status == 6
    x = 1.0
    turb.advance(x, status)  # a number is nobody's to change
    assert x == 1.0 and status == 12
    whole = np.array(2)
    turb.advance(whole, status)  # of another type: as an assignment converts it
    assert whole == 3
    x = np.array(1.0)
    x.flags.writeable = False
    with pytest.raises(ValueError, match="read-only"):
        turb.advance(x, status)
    assert status == 24
    with pytest.raises(TypeError):
        turb.advance(np.zeros(2), status)


def test_integers_that_do_not_fit(turb, kinds):
    text = "kinds.scalar_i1: argument 'x' (integer(1)): 128 does not fit int8"
    with pytest.raises(OverflowError) as caught:
        kinds.scalar_i1(128, np.zeros((), "i1"))
    assert str(caught.value) == text
    for bad in (2**31, -(2**31) - 1, 2**200):
        with pytest.raises(OverflowError):
            kinds.scalar_i4(bad, np.zeros((), "i4"))
        with pytest.raises(OverflowError):
            kinds.array_i4([bad], np.zeros(1, "i4"))
    with pytest.raises(OverflowError, match=r"turb.steps \(integer\(4\)\): 1099511627776 does not fit int32"):
        turb.steps = 2**40
    assert turb.steps == 7
    with pytest.raises(ValueError, match=r"turb.tiny_size: argument 'n' \(integer\(1\)\): an array has 300 elements"):
        turb.tiny_size(np.zeros(300))
    with pytest.raises(ValueError, match=r"turb.huge_shape: argument 'a' .*: a dimension overflows"):
        turb.huge_shape(2**20, 2**20)


def test_reals_that_do_not_fit(kinds):
    text = r"kinds.value_r4: argument 'x' \(real\(4\)\): 1e\+300 does not fit float32; infinity is passed"
    with pytest.warns(RuntimeWarning, match=text):
        assert kinds.value_r4(1e300) == float("inf")
    with pytest.warns(RuntimeWarning):
        kinds.value_c4(1e300j)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(RuntimeWarning, match=text):
            kinds.value_r4(1e300)
    assert kinds.value_r4(float("-inf")) == float("-inf")
    assert np.isnan(kinds.value_r4(float("nan")))


def test_scalars_accept_what_converts_and_nothing_else(kinds):
    assert kinds.scalar_i4(3.0, np.zeros((), "i4")) == 6
    assert kinds.scalar_i4(np.int8(3), np.zeros((), "i4")) == 6
    assert kinds.scalar_r8(np.array(1.5), np.zeros(())) == 3
    with pytest.raises(ValueError, match=r"expected a whole number, got 2\.5"):
        kinds.scalar_i4(2.5, np.zeros((), "i4"))
    for bad in (None, 1j, [1, 2]):
        with pytest.raises(TypeError, match=r"kinds.scalar_i4: argument 'x' \(integer\(4\)\)"):
            kinds.scalar_i4(bad, np.zeros((), "i4"))
    for bad in (None, 1j, [1, 2]):
        with pytest.raises(TypeError, match=r"kinds.scalar_r8: argument 'x' \(real\(8\)\)"):
            kinds.scalar_r8(bad, np.zeros(()))
    assert kinds.scalar_i4("3", np.zeros((), "i4")) == 6 == kinds.scalar_i4([3], np.zeros((), "i4"))
    assert kinds.scalar_r8("1.5", np.zeros(())) == 3 == kinds.scalar_r8([1.5], np.zeros(()))
    with pytest.raises(ValueError, match="invalid literal"):
        kinds.scalar_i4("three", np.zeros((), "i4"))
    with pytest.raises(IndexError, match="an empty sequence"):
        kinds.scalar_r8([], np.zeros(()))
    with pytest.raises(ValueError, match="whole numbers"):
        kinds.array_i4([1.5], np.zeros(1, "i4"))
    np.testing.assert_array_equal(kinds.array_i4([2.0], np.zeros(1, "i4")), [4])


def test_calling_errors(turb):
    t, k = fortran(2, 2), np.ones((2, 3), order="F")
    cases = [
        ((t,), {}, "turb.mix: argument 'k' (real(8), shape (nproma,0:nlev)): missing"),
        ((t, k), {"t": t}, "turb.mix: argument 't' (real(8), shape (nproma,nlev)): given twice"),
        ((t, k), {"q": 1}, "turb.mix: has no argument 'q'"),
        ((t, k, 2, 2, 2), {}, "turb.mix: takes at most 4 arguments, got 5"),
    ]
    for arguments, keywords, text in cases:
        with pytest.raises(TypeError) as caught:
            turb.mix(*arguments, **keywords)
        assert str(caught.value) == text
    with pytest.raises(TypeError, match=r"turb.nothing: takes at most 0 arguments, got 1"):
        turb.nothing(1)
    assert turb.nothing() is None


def test_functions_return_scalars_arrays_and_text(turb):
    assert turb.total(np.ones((2, 3))) == 6
    assert turb.total(np.ones((0, 3))) == 0
    np.testing.assert_array_equal(turb.ramp(3), [0, 1, 2])
    np.testing.assert_array_equal(turb.ramp(3, start=2), [2, 3, 4])
    assert turb.ramp(-2).shape == (0,)
    assert turb.tag(7) == b"  7"


def test_optional_arguments_are_absent_when_left_out_or_none(turb):
    x, factor = np.zeros(2), np.array(3.0)
    assert turb.chosen(x) == 0
    assert turb.chosen(x, None, None, None, None) == 0
    assert turb.chosen(x, mask=np.zeros(3)) == 31
    assert turb.chosen(x, mask=np.zeros(0)) == 1
    assert turb.chosen(x, factor=factor, m=[1, 2]) == 6
    assert factor == -3
    with pytest.raises(ValueError, match=r"turb.chosen: argument 'm' .*expected shape \(2,\), got \(3,\)"):
        turb.chosen(x, m=[1, 2, 3])
    assert turb.optional_state(4) == 4
    assert turb.noted() == -1
    assert turb.noted("abc") == 3
    assert turb.noted("") == 0


def test_intent_out_without_known_shape_fills_the_callers_array(turb):
    a = np.zeros((2, 2), order="F")
    assert turb.fill(a) is None
    np.testing.assert_array_equal(a, 5)
    with pytest.raises(ValueError, match="Fortran order"):
        turb.fill(np.zeros((2, 2)))


def test_assumed_size_and_computed_shapes(turb):
    assert turb.first(fortran(2, 3), 4) == 6
    assert turb.columns(fortran(2, 3), 2) == 6
    with pytest.raises(ValueError, match=r"expected a shape that starts with \(3,\), got \(2, 3\)"):
        turb.columns(fortran(2, 3), 2, n=3)
    assert turb.sized(np.zeros((2, 3))).shape == (6, 6)
    result = turb.shapes(3, np.zeros(5), np.zeros(6))
    assert result.shape == (2, 9) and result.dtype == np.float32 and (result == 11).all()
    with pytest.raises(ValueError, match=r"turb.shapes: argument 'a' \(real\(4\), shape \(2\*n\+1\)\)"):
        turb.shapes(3, np.zeros(6), np.zeros(6))


def test_zero_size_arrays(turb):
    assert turb.mix(np.zeros((0, 3)), np.zeros((0, 4))).shape == (0, 3)
    turb.update(np.zeros(0))


def test_characters(turb):
    assert turb.greet("wörld", "ab") == ("ab/wörld".encode(), 6)
    assert turb.greet(b"xy", b"abcd") == (b"abcd/xy", 2)
    assert turb.greet("x", "abcde") == (b"abcd/x", 1)
    assert turb.greet(1, 2.5) == (b"2.5/1", 1)  # numbers are passed as they are printed, as with f2py, and never cut
    with pytest.raises(ValueError, match="12345 does not fit 4 characters"):
        turb.greet("x", 12345)
    with pytest.raises(TypeError, match="expected str or bytes, got list"):
        turb.greet([1, 2], "a")
    assert turb.greet(np.array(120, "u1"), np.array(65, "i1")) == (b"A/x", 1)


def test_python_keywords_get_an_underscore(turb):
    assert turb.keyword(lambda_=3, in_=1) == 2
    assert "class_ = keyword(lambda_, in_)" in turb.keyword.__doc__


def test_raises(turb):
    assert turb.checked(1.0) is None
    with pytest.raises(RuntimeError) as caught:
        turb.checked(-1.0)
    assert str(caught.value) == "x is negative"
    np.testing.assert_array_equal(turb.counted(1), [1, 1])
    with pytest.raises(RuntimeError) as caught:
        turb.counted(2)
    assert str(caught.value) == "turb.counted: procedure returned status 9"


def test_module_variables(turb):
    assert turb.dt == 0.5
    turb.dt = 2
    x = np.zeros(1)
    turb.update(x)
    assert x == 2
    turb.dt = 0.5
    assert turb.active is True
    turb.active = False
    assert turb.active is False
    turb.active = True
    assert turb.phase == 1 + 2j
    turb.phase = 3j
    assert turb.phase == 3j
    assert turb.scheme == b"tke   "
    turb.scheme = "ri"
    assert turb.scheme == b"ri    "
    turb.scheme = "too long"
    assert turb.scheme == b"too lo"
    with pytest.raises(TypeError, match=r"turb.scheme \(character\(len=6\)\): expected str or bytes, got NoneType"):
        turb.scheme = None
    with pytest.raises(ValueError, match=r"turb.dt \(real\(8\)\): could not convert string to float"):
        turb.dt = "x"
    for name in ("hidden_value", "state", "secret"):
        assert not hasattr(turb, name)


def test_module_arrays_are_views(turb):
    view = turb.profile
    assert view.shape == (2, 3) and view.dtype == np.float32 and view.flags.f_contiguous
    view[1, 2] = 4
    assert turb.profile[1, 2] == 4
    turb.profile = 7
    np.testing.assert_array_equal(view, 7)
    turb.profile = np.arange(6).reshape(2, 3)
    np.testing.assert_array_equal(view, [[0, 1, 2], [3, 4, 5]])
    with pytest.raises(ValueError, match=r"turb.profile \(real\(4\), shape \(2,3\)\): could not broadcast"):
        turb.profile = np.zeros(4)


def test_parameters_and_protected_variables_are_read_only(turb):
    assert turb.nsoil == 3 and turb.pi == 3.141592653589793 and turb.label == b"turb    "
    np.testing.assert_array_equal(turb.depth, [0.1, 0.3, 1.0])
    with pytest.raises(ValueError):
        turb.depth[0] = 1
    for name in ("nsoil", "pi", "depth", "calls"):
        with pytest.raises(AttributeError):
            setattr(turb, name, 1)
    before = turb.calls
    turb.update(np.zeros(1))
    assert turb.calls == before + 1


def test_a_misspelled_variable_is_a_warning(turb):
    with pytest.warns(RuntimeWarning, match="has no variable 'dtt'"):
        turb.dtt = 1
    assert turb.dtt == 1 and vars(turb)["dtt"] == 1
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        turb.dtt = 2  # it is there now
        with pytest.raises(RuntimeWarning):
            turb.dttt = 1
    assert not hasattr(turb, "dttt")
    del turb.dtt
    with pytest.raises(AttributeError):
        del turb.dt
    assert {"dt", "profile", "mix"} <= set(dir(turb))


def test_documentation(turb):
    text = turb.mix.__doc__
    for part in (
        "tend = mix(t, k, nproma=None, nlev=None)",
        "Mixes a column.\nExplicit in time.",
        "t : ndarray of float64\n    real(8), shape (nproma,nlev), intent(in).\n    temperature [K]",
        "nproma : int, optional\n    integer(4), intent(in); default shape(t, 0).\n    block length",
        "tend : ndarray of float64",
    ):
        assert part in text
    assert str(inspect.signature(turb.mix)) == "(t, k, nproma=None, nlev=None)"
    assert turb.__doc__ == "Turbulence of a column."
    assert turb.__name__ == "turb_py.turb"
    assert turb.mix.__module__ == "turb_py.turb"


def test_external_procedures_are_in_the_module_itself(external_py):
    y = np.ones(2)
    external_py.daxpy0(2, [1, 2], y)
    np.testing.assert_array_equal(y, [3, 5])
    np.testing.assert_array_equal(external_py.dots([1, 2]), [1, 2, -1, -2])
    external_py.explicit(y)
    np.testing.assert_array_equal(y, -1)
    external_py.explicit(y, 4)
    np.testing.assert_array_equal(y, 4)


def imported(module, setup):
    """What a fresh interpreter says that imports the module after some preparation."""
    folder = pathlib.Path(module.__file__).parent
    code = f"import sys\nsys.path.insert(0, {str(folder)!r})\n{setup}\ntry:\n    import {module.__name__} as module\n"
    code += "except ImportError as error:\n    print(error)\nelse:\n    print(module.__array_access__)"
    return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.strip()


def test_import_refuses_free_threaded_interpreters_and_missing_numpy(turb_py):
    assert imported(turb_py, "sys.abiflags = 't'") == (
        "turb_py is built for Python's stable ABI, which free-threaded interpreters do not have; "
        "use an interpreter with the GIL"
    )
    assert imported(turb_py, "sys.modules['numpy'] = None") == "turb_py: needs NumPy, which cannot be imported"


def test_an_unknown_array_layout_leads_to_the_buffer_protocol(turb_py):
    lie = "import numpy\nzeros = numpy.zeros\nnumpy.zeros = lambda shape, *rest: zeros(shape[::-1], *rest)"
    assert imported(turb_py, lie) == "buffer"


def test_keep_holds_references_until_the_procedure_is_called(granule):
    a, b = np.ones(3), np.zeros(3)
    counts = sys.getrefcount(a), sys.getrefcount(b)
    granule.init(a, b)
    assert (sys.getrefcount(a), sys.getrefcount(b)) == (counts[0] + 1, counts[1] + 1)
    granule.run(2)
    np.testing.assert_array_equal(b, 2)
    c = np.zeros(3)
    granule.init(a, c)
    assert (sys.getrefcount(a), sys.getrefcount(b)) == (counts[0] + 1, counts[1])
    with pytest.raises(RuntimeError) as caught:
        granule.init(a, np.zeros(4))
    assert str(caught.value) == "sizes differ"
    assert sys.getrefcount(c) == counts[1] + 1  # Fortran still points to it
    granule.run(1)
    np.testing.assert_array_equal(c, 1)
    granule.done()
    assert (sys.getrefcount(a), sys.getrefcount(c)) == counts


def test_keep_never_takes_a_copy(granule):
    b = np.zeros(3)
    for bad, error, text in [
        ([1.0, 2.0, 3.0], TypeError, "to work on in place, got list"),
        (np.ones(3, "f4"), ValueError, "expected an array of float64, got float32"),
        (np.ones(6)[::2], ValueError, "Fortran order"),
    ]:
        with pytest.raises(error, match=f"granule.init: argument 'a' .*{text}"):
            granule.init(bad, b)
    read_only = np.ones(3)
    read_only.flags.writeable = False
    granule.init(read_only, b)
    granule.done()
    granule.named_init([1, 2, 3], b)  # only b is kept
    assert sys.getrefcount(b) == 3
    granule.done()
    assert sys.getrefcount(b) == 2


def test_nothing_leaks(turb, kinds, granule):
    t, k = fortran(2, 2), np.ones((2, 3), order="F")
    x = np.zeros(2)
    narrow = np.ones((2, 2), "f4")

    def everything():
        turb.mix(t, k)
        turb.mix(narrow, k.tolist())
        turb.chosen(x, mask=x, m=[1, 2])
        turb.greet("a", b"b")
        turb.tag(3)
        assert turb.profile.size == 6
        turb.profile = 1
        turb.scheme = "x"
        granule.init(x, x.copy())
        granule.done()
        for call in (
            lambda: turb.mix(t, k, nproma=9),
            lambda: turb.mix(t),
            lambda: turb.update(narrow),
            lambda: turb.checked(-1.0),
            lambda: turb.mix("a", k),
            lambda: kinds.array_i4([2**40], np.zeros(1, "i4")),
            lambda: turb.greet("a", None),
            lambda: granule.init(x, np.zeros(9)),
        ):
            with pytest.raises((ValueError, TypeError, RuntimeError, OverflowError)):
                call()
        granule.done()

    arrays = (t, k, x, narrow)
    everything()
    counts = [sys.getrefcount(array) for array in arrays]
    growth = []
    for _ in range(4):  # caches of NumPy and pytest fill at some time
        before = sys.getallocatedblocks()
        for _ in range(300):
            everything()
        gc.collect()
        growth.append(sys.getallocatedblocks() - before)
    assert min(growth) < 250  # a leak of one object loses at least 300
    assert [sys.getrefcount(array) for array in arrays] == counts
