"""Python functions called from Fortran (numpy's test_callback)."""

import math

import numpy as np


def _raise():
    raise KeyError("from Python")


class _Callable:
    def __call__(self):
        return 7

    def method(self):
        return 9


def functions_without_arguments(m):
    yield m.t, lambda: 4
    yield m.t, _Callable()
    yield m.t, _Callable().method


def extra_arguments(m):
    yield lambda: m.t(lambda a: 5, fun_extra_args=(6,))
    yield lambda: m.t(lambda: 4, fun_extra_args=(6,))
    yield lambda: m.t(lambda a, b=2: a * b, fun_extra_args=(6,))
    yield lambda: m.t(lambda: 4, fun_extra_args=[6])
    yield lambda: m.t(lambda a: 5 + a, fun_extra_args=(7,))
    yield lambda: m.t(math.degrees, fun_extra_args=(math.pi,))


def procedures_of_the_module(m):
    yield lambda: m.t(m.func, fun_extra_args=(6,))
    yield lambda: m.t(m.func0)


def functions_with_results(m):
    yield lambda: m.summed(lambda x: x * x, 3)
    yield lambda: m.summed(math.sqrt, 4)


def arrays_in_place(m):
    def change(y):
        y[0] += 1

    yield m.filled, change


def exceptions_travel_back(m):
    yield m.t, _raise
    yield lambda: m.summed(lambda x: 1 / (x - 2), 3)


def wrong_results(m):
    yield m.t, lambda: "no number"


def lists_for_a_number(m):
    yield m.t, lambda: [1, 2]


def no_result(m):
    yield m.t, lambda: None


def nested_calls(m):
    yield m.t, lambda: m.t(lambda: 123) + 1
    yield lambda: m.summed(lambda x: m.summed(lambda y: x + y, 2), 2)


def what_is_no_function(m):
    yield m.t, 5


def external_procedures(m):
    yield m.t2, lambda: 4
    yield lambda: m.t2(lambda a: a, fun2_extra_args=(6,))


def hidden_callbacks(m):
    yield m.hidden, 2
    m.hid = lambda x: x + 1
    yield m.hidden, 2
    m.hid = lambda x=0: x + 3
    yield m.hidden, 2
    del m.hid
    yield m.hidden, 2


def hidden_callbacks_of_others(m):
    m.hid = lambda x: x + 3
    yield m.undeclared, 2


def texts(m):
    yield lambda: m.letter(lambda code: 0 if code == "r" else 1)
    yield lambda: m.letter(lambda code: 1 / 0)


def arrays_of_text(m):
    def look(cu, lencu):
        return 10 * (cu.shape == (lencu,)) + (cu.dtype == "S8") + 100 * (cu == b"all eight").all()

    for words in (["blanks  "], ["word one", "word two"]):
        yield m.words, look, np.array(words, "S8"), len(words)


def arrays_of_empty_text(m):
    yield m.words, lambda cu, lencu: (cu == b"").all(), np.zeros(1, "S8"), 1


def results_that_are_complex(m):
    yield lambda: m.turned(lambda z: z * 1j, 2 + 1j)
    yield lambda: m.turned(lambda z: 3, 2 + 1j)
    yield lambda: m.turned(lambda z: "three", 2 + 1j)


def results_that_are_logical(m):
    yield lambda: m.decided(lambda n: n > 2, 3)
    yield lambda: m.decided(lambda n: 0, 3)


def results_that_are_single(m):
    yield lambda: m.single(lambda x: x + 1, 0.5)
    yield lambda: m.single(lambda x: np.float64(1) / 3, 0.5)
    yield lambda: m.single(lambda x: np.array(2.5), 0.5)
    yield lambda: m.single(lambda x: [2.5], 0.5)


def arrays_out(m):
    yield lambda: m.scaled(lambda x, n: n * x, [1, 2, 3])
    yield lambda: m.scaled(lambda x, n: n, [1])
    yield lambda: m.scaled(lambda x: list(x), [1, 2])
    yield lambda: m.scaled(lambda x, n: [1, 2, 3, 4], [1, 2])
    yield lambda: m.scaled(lambda x, n: "no array", [1, 2])


def arrays_of_rank_2(m):
    seen = []

    def change(a, n):
        seen.append((a.shape, a.flags.f_contiguous, a.dtype.str, n))
        a[0, 1] = 100

    yield m.matrix, change, np.ones((2, 3))
    yield lambda: list(seen)


def values_in_and_out(m):
    yield lambda: m.stepped(lambda x: x + 1, 0.5)

    def change(x):
        x[()] = 7

    x = np.array(1.0)
    yield m.touched, change, x
    yield lambda: x.copy()


def described_for_f2py(m):
    yield lambda: m.told(lambda p, q: p - q)


def constants(m):
    yield lambda: m.constants(lambda x: x + 123)


def two_callbacks(m):
    yield lambda: m.two(lambda x: x, lambda x: 2 * x, 1)
    yield lambda: m.two(lambda x, a: a, lambda x, b: 2 * b, 1, (5,), (7,))
    yield lambda: m.two(lambda x: x, m.summed, 1)


def too_many_arguments(m):
    yield lambda: m.summed(lambda x, y: x, 2)
    yield lambda: m.summed(lambda: 1, 2)


def exceptions_in_nested_calls(m):
    def inner():
        raise LookupError("inner")

    yield m.t, lambda: m.t(inner)

    def guarded():
        try:
            m.t(inner)
        except LookupError:
            return 5

    yield m.t, guarded


def numbers_that_are_no_integers(m):
    yield m.t, lambda: 4.0
    yield m.t, lambda: np.int64(4)
    yield m.t, lambda: [4]
    yield m.t, lambda: (4,)


def complex_numbers_that_are_no_integers(m):
    yield m.t, lambda: 1j


def named_arguments(m):
    yield lambda: m.t(fun=lambda: 6)
    yield lambda: m.summed(n=2, f=lambda x: x)
    yield lambda: m.summed(f=lambda x, a: a, n=2, f_extra_args=(3,))


def classes_as_functions(m):
    yield lambda: m.summed(float, 3)
    yield lambda: m.summed(np.float32, 3)


def functions_of_numpy(m):
    yield lambda: m.summed(np.sqrt, 4)
    yield lambda: m.scaled(np.cumsum, [1, 2, 3])


def missing_functions(m):
    yield (m.t,)
    yield m.summed, 3
    yield m.t, None


def interrupted_loops(m):
    """The next call is not troubled by one that an exception ended."""

    def stop(x):
        if x > 2:
            raise StopIteration
        return x

    yield m.summed, stop, 5
    yield m.summed, stop, 2
