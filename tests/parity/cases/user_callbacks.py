"""Callbacks that a signature file describes in modules of their own (numpy's test_callback, f2py's user guide)."""

import numpy as np


def renamed(m):
    yield lambda: m.total(lambda i: i * i)
    yield lambda: m.total(lambda i: i)


def arguments_with_intents(m):
    yield lambda: m.system(lambda x: 2 * x, [1, 2, 3])
    yield lambda: m.system(lambda x, a: a * x, [1, 2, 3], fcn_extra_args=(5,))
    yield lambda: m.system(np.sin, np.zeros(3))


def results_of_another_shape(m):
    yield lambda: m.system(lambda x: x[:2], [1, 2, 3])
    yield lambda: m.system(lambda x: np.zeros((3, 2)), [1, 2, 3])


def results_of_another_type(m):
    yield lambda: m.system(lambda x: [1, 2, 3], [1, 2, 3])
    yield lambda: m.system(lambda x: np.array([1, 2, 3], "f4"), [1, 2, 3])
    yield lambda: m.system(lambda x: "text", [1, 2, 3])


def arrays_that_go_in_and_out(m):
    def change(i, x):
        x[i - 1] *= i
        return x

    yield m.steps, change, [1, 1, 1]
    yield lambda: m.steps(lambda i, x, n: x + n, [1, 1, 1])


def exceptions(m):
    def wrong(x):
        raise ArithmeticError("no")

    yield m.system, wrong, [1, 2]
    yield lambda: m.system(lambda x: 2 * x, [1, 2])
