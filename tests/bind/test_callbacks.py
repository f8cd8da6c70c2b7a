"""Python functions that Fortran calls. What numpy.f2py does too is held against it by tests/parity."""

import contextlib
import ctypes
import functools
import gc
import sys
import threading
import traceback
import weakref

import numpy as np
import pytest


@pytest.fixture(scope="module")
def m(callbacks_py):
    return callbacks_py.callbacks


@pytest.fixture(scope="module")
def plain(plain_callbacks_py):
    return plain_callbacks_py


class Curve:
    def __init__(self, factor):
        self.factor = factor

    def __call__(self, x):
        return self.factor * x

    def square(self, x):
        return self.factor * x * x


def raising(error):
    def function(*_arguments):
        raise error

    return function


def test_every_kind_of_callable_is_called(m, plain):
    assert m.integral(lambda x: x, 0, 2, 10) == pytest.approx(2)
    assert m.integral(Curve(3), 0, 2, 10) == pytest.approx(6)
    assert m.integral(Curve(3).square, 0, 1, 1000) == pytest.approx(1, rel=1e-5)
    assert m.integral(functools.partial(lambda a, x: a * x, 5), 0, 2, 10) == pytest.approx(10)
    assert m.integral(np.cos, 0, np.pi / 2, 1000) == pytest.approx(1, rel=1e-5)
    assert m.integral(abs, -1, 1, 2) == pytest.approx(1)
    assert m.integral(lambda *xs: len(xs), 0, 1, 1) == 1
    assert plain.apply(functools.partial(m.chosen), 3.0) == -3


def test_extra_arguments_come_last(m):
    assert m.integral(lambda x, a, b: a * x + b, 0, 2, 10, f_extra_args=(3, 1)) == pytest.approx(8)
    with pytest.raises(TypeError, match=r"f_extra_args.*tuple"):
        m.integral(lambda x, a: x, 0, 2, 10, f_extra_args=[3])


def test_a_function_that_wants_more_is_refused_before_the_call(m, callbacks_py):
    with pytest.raises(callbacks_py.error, match="callback 'f' takes 2 arguments, and gets 1"):
        m.integral(lambda x, y: x, 0, 1, 1)
    assert m.integral(lambda x, y=4: y, 0, 1, 1) == 4


def test_arrays_go_in_and_come_back(m):
    seen = []

    def decay(t, y, n):
        seen.append((n, t, y.shape, y.dtype))
        return -y

    y = m.euler(decay, [0, 0.5, 1.0], np.array([1.0, 2.0]))
    assert y.tolist() == [0.25, 0.5]
    assert seen == [(2, 0.0, (2,), np.dtype("f8")), (2, 0.5, (2,), np.dtype("f8"))]


def test_what_a_callback_keeps_stays_as_it_was(m):
    kept = []

    def decay(t, y, n):
        kept.append(y)
        return -y

    m.euler(decay, [0, 0.5, 1.0], np.array([1.0, 2.0]))
    assert [y.tolist() for y in kept] == [[1.0, 2.0], [0.5, 1.0]]


def test_arrays_with_gaps_are_changed_in_place(m):
    field = np.asfortranarray(np.zeros((2, 5)))

    def each(columns, level):
        assert columns.shape == (2, 3) and columns.flags.f_contiguous
        columns[:] = level
        columns[0, 1] = 9

    assert m.visit(each, field) is None
    assert field.tolist() == [[3, 0, 9, 0, 3], [3, 0, 3, 0, 3]]


@pytest.mark.parametrize(
    ("result", "error", "text"),
    [
        ([1.0], ValueError, r"argument 'dydt' of callback 'rhs' .*expected shape \(2,\), got \(1,\)"),
        ([1.0, 2.0, 3.0], ValueError, r"expected shape \(2,\), got \(3,\)"),
        (np.ones((2, 2)), ValueError, "expected shape"),
        (["a", "b"], ValueError, "expected an array of float64"),
        ([1j, 2j], ValueError, "expected an array of float64, got complex128"),
        (None, ValueError, "returned None, 0 values, expected 1"),
        ((np.ones(2), np.ones(2)), ValueError, "returned 2 values, expected 1"),
    ],
)
def test_wrong_results_are_errors_and_change_nothing(m, result, error, text):
    y = np.array([1.0, 2.0])
    with pytest.raises(error, match=text):
        m.euler(lambda t, y: result, [0, 1], y)
    assert y.tolist() == [1.0, 2.0]


@pytest.mark.parametrize(
    ("result", "error"), [("x", ValueError), (1j, TypeError), ([1, 2], TypeError), (None, ValueError)]
)
def test_wrong_numbers_are_errors(m, result, error):
    with pytest.raises(error, match="result of callback 'f'"
                       if result is not None else "callback 'f' returned None"):  # fmt: skip
        m.integral(lambda x: result, 0, 1, 1)


def test_a_changed_shape_is_an_error(m):
    def each(columns, level):
        columns.resize((1, 1), refcheck=False)

    with pytest.raises(ValueError, match="its shape was changed by the callback"):
        m.visit(each, np.asfortranarray(np.zeros((2, 5))))


def test_exceptions_travel_back(m):
    error = KeyError("mine")
    with pytest.raises(KeyError) as caught:
        m.integral(raising(error), 0, 1, 1)
    assert caught.value is error
    assert "raise error" in "".join(traceback.format_exception(caught.value))
    with pytest.raises(KeyboardInterrupt):
        m.integral(raising(KeyboardInterrupt()), 0, 1, 1)
    with pytest.raises(SystemExit):
        m.integral(raising(SystemExit(3)), 0, 1, 1)
    assert m.integral(lambda x: x, 0, 2, 10) == pytest.approx(2)


def test_stop_behind_and_inside_a_callback(m, callbacks_py):
    called = []
    with pytest.raises(callbacks_py.FortranStop, match="after the callback"):
        m.stopped(lambda: called.append(1))
    with pytest.raises(ValueError, match="first"):
        m.stopped(raising(ValueError("first")))

    def stops():
        with pytest.raises(callbacks_py.FortranStop):
            m.stopped(lambda: None)
        called.append(2)

    with pytest.raises(callbacks_py.FortranStop):
        m.stopped(stops)
    assert called == [1, 2]


def test_calls_nest(m):
    def again(depth):
        return m.nested(again, depth)

    assert m.nested(again, 5) == 2 * (5 + 4 + 3 + 2 + 1)

    def fails(depth):
        if depth == 0:
            raise LookupError("innermost")
        return m.nested(fails, depth)

    with pytest.raises(LookupError, match="innermost"):
        m.nested(fails, 5)
    assert m.integral(lambda x: m.integral(lambda y: x * y, 0, 1, 2), 0, 1, 2) == pytest.approx(0.25)


def test_optional_callbacks(m):
    assert m.chosen(4) == -4
    assert m.chosen(4, None) == -4
    assert m.chosen(4, lambda n: n * n) == 16
    assert m.chosen(4, f=lambda n, a: n * a, f_extra_args=(10,)) == 40


def test_texts_and_optional_arguments_of_callbacks(m):
    seen = []

    def name(short, number):
        seen.append((short, number))
        return short.upper() if number is None else b"bytes that are too long"

    assert m.titled(name).tolist() == [b"AB      ", b"bytes th"]
    assert seen == [("ab", None), ("cde", 7)]
    with pytest.raises(ValueError, match=r"result of callback 'name' .*expected str or bytes, got int"):
        m.titled(lambda short: 5)


def test_procedures_of_fortran_77(plain):
    assert plain.named(lambda x: x + "c") == b"abc"
    assert plain.pass_on(lambda x: x * x, 3.0) == 9
    assert plain.described(lambda v, k: 2 * v + k, 3).tolist() == [5, 5, 5]
    assert plain.turned(lambda z: z * 1j, 2 + 1j) == -1 + 2j


def test_a_capsule_is_the_address_of_a_compiled_function(m):
    """f2py's functions give one as `_cpointer`."""
    compiled = ctypes.CFUNCTYPE(ctypes.c_double, ctypes.POINTER(ctypes.c_double))(lambda x: 3 * x[0])
    make = ctypes.pythonapi.PyCapsule_New
    make.restype, make.argtypes = ctypes.py_object, [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p]
    capsule = make(ctypes.cast(compiled, ctypes.c_void_p), None, None)
    assert m.integral(capsule, 0, 2, 10) == pytest.approx(6)


def test_what_is_no_function_is_refused(m, callbacks_py):
    for value in (5, "f", None):
        with pytest.raises(callbacks_py.error, match="argument 'f': expected a function"):
            m.integral(value, 0, 1, 1)
    with pytest.raises(TypeError, match=r"argument 'f'.*missing"):
        m.integral()


def test_procedures_whose_callbacks_are_not_known_are_left_out(m):
    assert not hasattr(m, "unknown") and not hasattr(m, "helper")


def test_documentation_tells_how_the_function_is_called(m):
    text = m.euler.__doc__
    assert text.startswith("y = euler(rhs, times, y, ")
    assert "dydt = rhs(t, y, n), called by Fortran." in text
    assert "dydt: real(8), shape (n)" in text


def test_nothing_leaks(m):
    class Thing:
        pass

    thing = Thing()
    things = [weakref.ref(thing)]

    def function(x, held):
        return x

    def fails(x, held):
        raise ValueError

    def wrong(x, held):
        return "no number"

    references = sys.getrefcount(function), sys.getrefcount(thing)
    extra = (thing,)
    for _ in range(100):
        m.integral(function, 0, 1, 3, f_extra_args=extra)
        for bad in (fails, wrong):
            with pytest.raises(ValueError):
                m.integral(bad, 0, 1, 3, f_extra_args=extra)
        with pytest.raises(ValueError):
            m.integral(lambda a, b, c: 0, 0, 1, 3, f_extra_args=extra)
    del extra
    gc.collect()
    assert (sys.getrefcount(function), sys.getrefcount(thing)) == references
    del thing
    gc.collect()
    assert things[0]() is None


def test_arrays_of_callbacks_do_not_leak(m):
    arrays = []

    def decay(t, y, n):
        arrays.append(weakref.ref(y))
        if len(arrays) % 3 == 0:
            raise ArithmeticError
        return -y if len(arrays) % 3 == 1 else [1, 2, 3, 4]

    for _ in range(30):
        with contextlib.suppress(ArithmeticError, ValueError):
            m.euler(decay, [0, 1, 2, 3], np.ones(2))
    gc.collect()
    assert len(arrays) > 30 and not any(array() is not None for array in arrays)


def test_threads_have_callbacks_of_their_own(m):
    wrong = []

    def work(number):
        def function(x):
            return number + m.chosen(number, lambda n: 0)

        for _ in range(200):
            if m.integral(function, 0, 1, 2) != number or m.alone(lambda x: number) != number:
                wrong.append(number)
            with pytest.raises(LookupError, match=str(number)):
                m.alone(raising(LookupError(number)))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_other_python_threads_run_during_calls_of_threadsafe_procedures(m):
    inside, outside = threading.Event(), threading.Event()

    def function(x):
        inside.set()
        assert outside.wait(30)
        return x

    results = []
    thread = threading.Thread(target=lambda: results.append(m.alone(function)))
    thread.start()
    assert inside.wait(30)
    outside.set()
    thread.join()
    assert results == [1.0]


def test_threads_of_openmp_call_back(m):
    names = set()

    def function(x):
        names.add(threading.get_ident())
        return 2 * x

    assert m.threaded(function, 16).tolist() == [2.0 * i for i in range(1, 17)]
    assert len(names) == 4


def test_exceptions_in_a_team_wait_for_its_end(m):
    called = []

    def function(x):
        called.append(x)
        raise ValueError("in a team")

    with pytest.raises(ValueError, match="in a team"):
        m.threaded(function, 16)
    # Threads that were in a call when the first one raised; none begins another.
    assert 1 <= len(called) <= 4
    assert m.threaded(lambda x: x, 2).tolist() == [1, 2]


def test_a_team_that_python_does_not_know_is_an_error(m):
    with pytest.raises(RuntimeError, match="threadsafe"):
        m.threaded_with_gil(lambda x: x, 16)
    assert m.threaded_with_gil(lambda x: x, 1).tolist() == [1]


def test_arrays_of_20_dimensions_are_joined_or_refused(m):
    """As f2py does: extents of 1 are dropped, what is left is joined with the last dimension."""
    one = np.ones((1,) * 20)
    assert m.euler(lambda t, y: -y, [0.0, 1.0], one).shape == (1,) * 20
    assert m.euler(lambda t, y: -y, [0.0, 1.0], np.ones((1,) * 19 + (3,))).ravel().tolist() == [0, 0, 0]
    with pytest.raises(ValueError, match="expected an array of float64"):
        m.visit(lambda columns, level: None, np.zeros((1,) * 20, "i1"))
    with pytest.raises(ValueError, match=r"rank 2|Fortran order"):
        m.visit(lambda columns, level: None, np.zeros((2,) * 20)[..., ::2])
