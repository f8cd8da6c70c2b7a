"""What lines beginning with !f2py decide (numpy's tests of intents, defaults, checks, dimension specifications, kinds)."""

import numpy as np
from parity_run import each


def _kept(f, x, *more):
    """The result, whether it is the array given, and that array afterwards."""
    result = f(x, *more)
    return result, result is x, x


def hidden_length(m):
    yield m.length_of_star, [1, 2, 3]
    yield m.length_of_star, []
    yield m.length_of_star, [1, 2], 3


@each(code=["f8", "f4", "i4"])
def in_out_arrays(m, code):
    yield _kept, m.scaled, np.array([1, 2, 3], code)
    yield m.scaled, [1, 2, 3]
    yield m.scaled, np.arange(4).astype(code)[::2]


def defaults_and_checks_of_reals(m):
    yield m.scaled, [1, 2], 3
    yield lambda: m.scaled([1, 2], factor=1)
    yield lambda: m.scaled([1, 2], 4, 2)
    yield lambda: m.scaled([1, 2], n=2)
    yield m.scaled, [1, 2], None


def checks_that_fail(m):
    yield m.scaled, [1, 2], 0.25
    yield m.scaled, [1, 2], 5
    yield m.checked, -1
    yield m.checked, 12
    yield m.checked_or, 3


def checks_that_hold(m):
    yield m.checked, 0
    yield m.checked, 11
    for i in (1, 2, 7):
        yield m.checked_or, i


@each(name=["first_row", "first_row_over"])
def copies_and_overwriting(m, name):
    f = getattr(m, name)
    yield _kept, f, np.ones((2, 3), order="F")
    yield _kept, f, np.ones((2, 3), order="F"), 0
    yield _kept, f, np.ones((2, 3), order="F"), 1
    yield _kept, f, np.ones((2, 3))
    yield _kept, f, np.ones((2, 3), "f4", order="F"), 1
    x = np.ones((2, 3), order="F")
    yield lambda: getattr(f(x, **{"overwrite_x": 1}), "flags", None) is not None


def c_order(m):
    yield m.in_c_order, np.arange(6.0).reshape(2, 3)
    yield m.in_c_order, np.arange(6.0).reshape(2, 3, order="F")
    yield m.in_c_order, [[1, 2, 3], [4, 5, 6]]


def hidden_workspace(m):
    yield m.with_workspace, 4
    yield m.with_workspace, 4, 1


def out_scalars(m):
    yield m.handed_out, 1
    yield m.changed, 1, 2
    yield m.changed, np.array(1), np.array(2.0)
    yield m.directed.in_module, 4
    yield m.next_line, 3


def inout_arrays(m):
    yield lambda x: (m.in_place(x), x), np.arange(3.0)
    yield m.in_place, np.arange(3, dtype="f4")
    yield m.in_place, [1.0]
    yield m.in_place, np.arange(6.0)[::2]


def inout_and_out(m):
    yield _kept, m.place_and_back, np.arange(3.0)


def defaults_of_integers(m):
    yield (m.defaults,)
    yield m.defaults, 1
    yield lambda: m.defaults(j=7)
    yield lambda: m.defaults(k=1, i=3)
    yield m.defaults, 1, 2, 3, 4


def defaults_of_other_types(m):
    yield (m.more_defaults,)
    yield m.more_defaults, 1, 2, 0
    yield lambda: m.more_defaults(flag=False)


def shorter_than_the_array(m):
    yield m.part_of, [1, 2, 3]
    yield m.part_of, [1, 2, 3], 2
    yield m.part_of, [1, 2, 3], 4


def shapes_of_arrays(m):
    yield m.shape_of, [[1, 2, 3], [4, 5, 6]]
    yield m.shape_of, np.ones((3, 1))


def made_by_expressions(m):
    yield m.made_from, [1, 2]
    yield m.made_from, []


def arrays_left_out(m):
    yield m.optional_array, 3
    yield m.optional_array, 3, [1, 2, 3]
    yield m.optional_array, 3, [1, 2]


@each(name=["size_out", "size_out_half", "size_out_range", "size_out_square"])
def sizes_handed_out(m, name):
    f = getattr(m, name)
    for count in (1, 2, 3, 4, 5, 9, 13, 17):
        yield f, np.ones(count, "i4")


def sizes_of_two_dimensions(m):
    for n in (1, 2, 3):
        yield m.size_out_two, np.ones((2 * n, n), "i4")


def sizes_of_two_dimensions_that_disagree(m):
    yield m.size_out_two, np.ones((4, 3), "i4")


def sizes_that_cannot_be_solved(m):
    for n in (1, 2, 3):
        yield m.size_out_nonlinear, np.ones(3 * n * n + 1, "i4"), n
    yield m.size_out_nonlinear, np.ones(4, "i4")
    yield m.size_out_nonlinear, np.ones(5, "i4"), 1


@each(first=range(0, 40, 10))
def kinds(m, first):
    for p in range(first, first + 10):
        yield m.kinds_found, p
        yield m.kinds_found, p, 0
        yield m.int_kinds_found, p


def kinds_of_the_environment(m):
    yield m.hidden_size, np.ones(3)
    yield m.hidden_size, [1, 2]
    yield m.threads_may_run, 2.5
