"""callstatement, callprotoargument, usercode and pymethoddef: C of a signature file."""

import numpy as np
from parity_run import each


def numbers(*values):
    return np.array(values)


@each(offset=[0, 1, 2])
def an_address_moved_by_an_argument(m, offset):
    yield m.scale, numbers(1.0, 2.0, 3.0), 3.0, offset


def defaults_and_checks_around_a_statement(m):
    yield m.scale, numbers(1.0, 2.0)
    yield m.scale, numbers(1.0, 2.0), 2.0, 5
    yield m.scale, numbers(1.0, 2.0), 2.0, -1
    yield m.scale, "text"


@each(shape=[(2, 3), (4, 1), (1, 5)])
def several_calls_with_extents(m, shape):
    yield m.scale_blocks, np.ones(shape, order="F"), 4.0


def functions_get_the_address_of_their_result(m):
    yield m.total, [4.0, 5.0]
    yield m.total, []
    yield m.turned, 2 + 3j


@each(letter=["x", "yz", b"q"])
def texts_and_their_lengths(m, letter):
    yield m.fill, letter


def code_before_the_call(m):
    yield m.counted, 4
    yield m.counted, -1


@each(n=[3, 0, -2])
def errors_of_statements(m, n):
    yield m.refused, n


def functions_of_the_file(m):
    array = np.array([2.0, 6.0])
    yield m.halved, 5.0, array
    yield lambda: array
    yield m.add_to, 3, 4
    yield m.of_its_own
