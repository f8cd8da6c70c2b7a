"""Modules made by a signature file (numpy's test_pyf_src, test_routines, and files as f2py -h writes them)."""

import numpy as np
from parity_run import each


def names(m):
    listed = ("addone", "subrout", "subrout_default", "funcn", "product", "weights", "twice", "tail", "values")
    yield lambda: [hasattr(m, name) for name in listed]
    yield lambda: [hasattr(m.values, name) for name in ("level", "spread_out")]


def unlisted_names(m):
    yield lambda: [hasattr(m.values, name) for name in ("hidden", "unlisted")]


def sizes_with_checks(m):
    yield m.addone, [1, 2, 3]
    yield m.addone, [1, 2, 3], 2
    yield lambda: m.addone([1, 2, 3], n=4)


def a_scalar_for_an_array(m):
    yield m.addone, 1


def other_shapes_than_declared(m):
    for given in ([[1, 2]], np.ones((3, 1)), np.ones((2, 3)), np.ones((1, 3), "f4"), np.float64(2), np.array(2.0)):
        yield m.addone, given


def copies(m):
    x = np.arange(3.0)
    yield lambda: (m.addone(x), x)
    yield lambda: (m.addone(x, overwrite_x=1), x)


@each(b=[(), (3,), (None,)])
def other_names_and_defaults(m, b):
    yield m.subrout_default, 200, *b
    yield m.product, 6, *b


def hidden_sizes(m):
    yield m.weights, [[1, 2], [3, 4], [5, 6]]
    yield m.weights, np.ones((2, 5), "f4")
    yield m.weights, [[1, 2]], 1, 2


def checks(m):
    yield m.twice, 1
    yield m.twice, 0.25
    yield m.twice, 100


def texts(m):
    yield m.tail, "abcd"
    yield m.tail, b"abcd"


def procedures_of_modules(m):
    yield m.values.spread_out, 2.5
    yield m.values.spread_out, 2.5, 2
    yield lambda: int(m.values.level)
    yield (m.values.spread_out,)
