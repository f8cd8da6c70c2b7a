"""Arrays from lists, of other types and orders, in place and not (numpy's test_array_from_pyobj, _size, _assumed_shape,
_regression)."""

import numpy as np
from parity_run import each

CODES = {"i1": "i1", "i2": "i2", "i4": "i4", "i8": "i8", "r4": "f4", "r8": "f8", "c4": "c8", "c8": "c16"}
SMALLER = {
    "i1": ["i1", "bool"], "i2": ["i1", "u1", "i2"], "i4": ["i1", "u1", "i2", "u2", "i4"], "i8": ["i1", "i2", "i4", "u4", "i8"],
    "r4": ["i1", "u1", "i2", "f4"], "r8": ["i2", "i4", "f4", "f8"], "c4": ["i2", "f4", "c8"], "c8": ["i4", "f8", "c8", "c16"],
}  # fmt: skip


def _after(f, x, *more):
    f(x, *more)
    return x


def _shares(f, x):
    """Whether f works on the array itself."""
    before = x.copy()
    f(x)
    return not np.array_equal(before, x)


@each(kind=CODES)
def in_from_lists(m, kind):
    f = getattr(m, f"copy_{kind}")
    yield f, [1, 2]
    yield f, (1, 2, 3)
    yield f, []
    yield f, range(3)


@each(kind=CODES)
def in_from_arrays(m, kind):
    f = getattr(m, f"copy_{kind}")
    for code in SMALLER[kind]:
        yield f, np.array([1, 0, 1], code)
        yield f, np.array([1, 0, 1, 0], code)[::2]
        yield f, np.array([1, 0, 1], code)[::-1]


@each(kind=CODES)
def in_from_read_only_arrays(m, kind):
    x = np.array([1, 2], CODES[kind])
    x.setflags(write=False)
    yield getattr(m, f"copy_{kind}"), x


@each(kind=CODES)
def in_from_scalars(m, kind):
    f = getattr(m, f"copy_{kind}")
    yield f, 5
    yield f, np.array(5)


@each(kind=["i4", "r8", "c8"])
def in_refuses(m, kind):
    f = getattr(m, f"copy_{kind}")
    yield f, [[1, 2], [3, 4]]
    yield f, "abc"
    yield f, None
    yield f, f
    yield f, [1, [2, 3]]
    yield f, {}


@each(kind=CODES)
def in_drops_dimensions_of_one(m, kind):
    f = getattr(m, f"copy_{kind}")
    yield f, np.array([[1, 2, 3]], CODES[kind])
    yield f, np.array([[1], [2], [3]], CODES[kind])


@each(code=[">i4", ">f8"])
def in_from_other_byte_orders(m, code):
    yield m.copy_r8, np.array([1, 2, 3], code)
    yield m.copy_i8, np.array([1, 2, 3], ">i8")


@each(kind=["l1", "l4"])
def logical_arrays(m, kind):
    f = getattr(m, f"copy_{kind}")
    yield f, np.array([1, 0, 1], "i4")
    yield f, [1, 0]


def logical_arrays_of_bool(m):
    yield m.copy_l4, np.array([True, False])
    yield m.copy_l4, [True, False]


@each(kind=CODES)
def inout(m, kind):
    f = getattr(m, f"double_{kind}")
    yield _after, f, np.array([1, 2, 3], CODES[kind])
    yield _after, f, np.array([], CODES[kind])
    yield _after, f, np.array([[1, 2, 3]], CODES[kind])
    yield _after, f, np.array([1, 2, 3], CODES[kind])[1:]


@each(kind=CODES)
def inout_refuses_gaps(m, kind):
    f = getattr(m, f"double_{kind}")
    yield f, np.array([1, 2, 3, 4], CODES[kind])[::2]
    yield f, np.array([1, 2, 3, 4], CODES[kind])[::-1]


@each(kind=CODES)
def inout_refuses_other_types(m, kind):
    f = getattr(m, f"double_{kind}")
    for code in CODES.values():
        if np.dtype(code).itemsize != np.dtype(CODES[kind]).itemsize:
            yield f, np.array([1, 2, 3], code)


@each(kind=CODES)
def inout_refuses_what_is_no_array(m, kind):
    f = getattr(m, f"double_{kind}")
    yield f, [1, 2, 3]
    yield f, 1
    yield f, None
    yield f, "abc"


@each(kind=CODES)
def inout_of_read_only_arrays(m, kind):
    x = np.array([1, 2], CODES[kind])
    x.setflags(write=False)
    yield getattr(m, f"double_{kind}"), x


def table_in_place(m):
    yield _after, m.table_inout, np.arange(6.0).reshape(2, 3, order="F")
    yield _after, m.table_inout, np.zeros((2, 3), order="F")


def table_refuses_c_order(m):
    yield m.table_inout, np.zeros((2, 3))
    yield m.table_inout, np.zeros((3, 2), order="F")
    yield m.table_inout, np.zeros((2, 4), order="F")


def table_copies_c_order(m):
    yield m.copy_table, np.arange(6.0).reshape(2, 3)
    yield m.copy_table, np.arange(6.0).reshape(2, 3, order="F")
    yield m.copy_table, [[1, 2, 3], [4, 5, 6]]
    yield m.copy_table, np.arange(12.0).reshape(4, 3)[::2]


def table_of_wrong_shape(m):
    yield m.copy_table, np.zeros((3, 2))
    yield m.copy_table, [[1, 2], [3, 4]]
    yield m.copy_table, np.zeros((2, 3, 2))


def cube_of_three_dimensions(m):
    yield m.cube, np.arange(24).reshape(2, 3, 4)
    yield m.cube, np.arange(24).reshape(2, 3, 4, order="F")
    yield m.cube, np.arange(24).reshape(4, 3, 2).T
    yield m.cube, np.zeros((2, 3, 5), "i4")


def intent_written_apart(m):
    yield _after, m.three_inout, np.arange(3, dtype="f4")
    yield m.three_inout, np.arange(6, dtype="f4")[::2]
    yield m.three_inout, np.arange(3, dtype="f8")


def no_intent_works_in_place(m):
    yield _shares, m.bump, np.arange(3.0)
    yield _shares, m.bump, np.arange(3, dtype="f4")
    yield _shares, m.bump, np.arange(6.0)[::2]


def sums_of_rows(m):
    for x in ([[]], [[1, 2]], [[1, 2], [3, 4]], [[1, 2], [3, 4], [5, 6]]):
        yield m.row_sums, x


def transposed(m):
    for x in ([[]], [[1, 2]], [[1, 2, 3], [4, 5, 6]]):
        yield m.turned, x


def flattened(m):
    for x in ([[]], [[1, 2]], [[1, 2, 3], [4, 5, 6]]):
        yield m.flat, x


def sizes_given(m):
    yield m.row_sums, [[1, 2], [3, 4]], 2, 2
    yield lambda: m.row_sums([[1, 2], [3, 4]], m=2)
    yield lambda: m.row_sums(x=[[1, 2], [3, 4]], n=2)


def sizes_given_wrongly(m):
    yield m.row_sums, [[1, 2], [3, 4]], 3, 2
    yield lambda: m.row_sums([[1, 2], [3, 4]], n=1)
    yield m.copy_r8, [1, 2, 3], 4


def arguments_given_wrongly(m):
    yield (m.row_sums,)
    yield lambda: m.row_sums([[1]], rows=1)
    yield lambda: m.row_sums([[1]], x=[[1]])
    yield m.row_sums, [[1]], 1, 1, 1


def two_sizes(m):
    yield m.two_lengths, [1, 2], [3, 4, 5]
    yield m.same_length, [1, 2], [3, 4]
    yield m.same_length, [1, 2], [3, 4, 5]


def any_size(m):

    yield lambda: m.any_length(np.arange(5.0), 3)
    yield lambda: m.any_length([1, 2, 3], 2)


def any_size_of_columns(m):
    yield lambda: m.any_columns(np.arange(6.0).reshape(2, 3, order="F"), 2)
    yield lambda: m.any_columns(np.arange(6.0).reshape(2, 3), 3)
    yield lambda: m.any_columns(np.arange(6.0).reshape(3, 2), 1)


@each(name=["shaped_sum", "shaped_function"])
def assumed_shape(m, name):
    f = getattr(m, name)
    yield f, [1, 2]
    yield f, np.array([1, 2, 3], "f4")
    yield f, np.array([1, 2, 3], "f8")[::2]
    yield f, []


def assumed_shape_in_module(m):
    yield m.shaped.shaped_sum_in_module, [1, 2]
    yield m.shaped.shaped_table, [[1, 2, 3], [4, 5, 6]]
    yield m.shaped.shaped_table, np.ones((3, 2), order="F")
    yield _after, m.shaped.shaped_inout, np.arange(3.0)
    yield m.shaped.shaped_inout, np.arange(6.0)[::2]
    yield m.shaped.shaped_inout, [1.0, 2.0]


def bounds_that_start_below_zero(m):
    x = np.arange(12)
    yield lambda: m.between(first=-6, last=4, x=x[:11])
    yield m.between, 1, 3, [1, 2, 3]
    yield m.between, 0, 3, [1, 2, 3]


def made_by_size(m):
    yield m.identity, 3
    yield m.identity, 0
    yield m.identity, 1
    yield m.shaped.make, 4
    yield m.shaped.make, 0


def made_by_a_negative_size(m):
    yield m.identity, -1


@each(dimensions=[0, 3, 5, 16])
def many_dimensions(m, dimensions):
    yield m.copy_r8, np.ones((1,) * dimensions)


@each(code=["O", "S1", "U1", "M8[s]", "V4"])
def arrays_of_no_numbers(m, code):
    yield m.copy_r8, np.zeros(2, code)
