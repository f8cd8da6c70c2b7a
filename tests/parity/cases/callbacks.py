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
    yield m.t, lambda: None


def nested_calls(m):
    yield m.t, lambda: m.t(lambda: 123) + 1
    yield lambda: m.summed(lambda x: m.summed(lambda y: x + y, 2), 2)


def what_is_no_function(m):
    yield m.t, 5
