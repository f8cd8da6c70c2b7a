"""How sources are read: sizes by constants and inquiries, modules, data statements, forms (numpy's test_parameter,
_size, _assumed_shape, _data, _modules, _regression, _crackfortran, _f2cmap)."""

import numpy as np
from parity_run import each


def _after(f, x):
    f(x)
    return x


def _plain(value):
    return np.asarray(value).tolist()


@each(name=["by_single f4", "by_double f8", "by_compound i4", "by_long i8", "by_both f8", "by_sum f8"])
def constant_sizes(m, name):
    name, code = name.split()
    yield _after, getattr(m, name), np.arange(3, dtype=code)


@each(name=["by_single f4", "by_double f8", "by_compound i4", "by_long i8", "by_both f8", "by_sum f8"])
def constant_sizes_need_arrays_without_gaps(m, name):
    name, code = name.split()
    yield getattr(m, name), np.arange(6, dtype=code)[::2]


def constant_sizes_of_four(m):
    yield _after, m.by_plain, np.arange(4, dtype="i4")
    yield m.by_plain, np.arange(3, dtype="i4")


def elements_of_constant_arrays(m):
    x, y = np.arange(3.0), np.arange(5.0)
    yield m.by_elements, x, y
    yield lambda: (x, y)


def constant_arrays_of_any_index(m):
    yield m.by_any_index, np.arange(6.0)


@each(rows=[[[]], [[1, 2]], [[1, 2], [3, 4]], [[1, 2], [3, 4], [5, 6]]])
def sums_of_rows(m, rows):
    yield m.row_sums, rows


@each(rows=[[[]], [[1, 2]], [[1, 2, 3], [4, 5, 6]]])
def transposed(m, rows):
    yield m.turned_round, rows


@each(rows=[[[]], [[1, 2]], [[1, 2, 3], [4, 5, 6]]])
def flattened(m, rows):
    yield m.laid_out, rows


def bounds_below_zero(m):
    yield lambda: m.negative_bounds(np.arange(5, dtype="f4"))
    yield lambda: m.negative_bounds(np.arange(5, dtype="f4"), 3)
    yield lambda: m.negative_bounds(np.arange(4, dtype="f4"), 3)


@each(value=[[1, 2], [1.0, 2.0], np.array([1, 2], "f4"), np.arange(10)[::3]])
def assumed_shapes(m, value):
    yield m.assumed_sum, value


def assumed_shapes_of_rank_2(m):
    yield m.assumed_sum_2, [[1, 2], [3, 4]]
    yield m.assumed_sum_2, np.ones((4, 6))[::2, ::3]
    yield m.assumed_sum_2, [1, 2]


@each(name=["i", "j", "x", "y", "z", "pi", "index_one", "index_two", "pairs", "row"])
def data_statements(m, name):
    yield lambda: _plain(getattr(m.data_statements, name))


@each(name=["ivar1", "ivar2", "ivar3", "ivar4", "evar5"])
def data_with_factors(m, name):
    yield lambda: _plain(getattr(m.factors, name))


def data_with_remarks(m):
    yield lambda: _plain(m.table.mytab)
    yield lambda: len(m.table.mytab)


def constants_and_variables_of_modules(m):
    yield lambda: _plain(m.limits.max_value)
    yield lambda: _plain(m.limits.maximum)
    yield m.uses_limits, 5


def modules_that_use_each_other(m):
    yield m.second.sum_and_double, 3, 7
    yield m.first.doubled, 3


def names_of_modules(m):
    yield lambda: [name in dir(m) for name in ("first", "second", "limits", "data_statements")]
    yield lambda: [hasattr(m.first, name) for name in ("counted", "held", "doubled")]


def derived_types_inside(m):
    yield m.uses_a_type, 10


def arrays_of_other_modules(m):
    m.first.held = [[5, 6], [7, 8]]
    yield lambda: m.first.held


def continuations(m):
    yield m.continued_twice, 3, 5


def letters_of_either_case(m):
    yield m.mixed_case, 3


def remarks_in_fixed_form(m):
    yield m.comments, [1, 2]
    yield m.twofold, 4


def implicit_types(m):
    yield m.implicit_types, 2.0, 3


def lines_between_statements(m):
    yield m.late_line, 4
