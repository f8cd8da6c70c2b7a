"""Characters (numpy's test_character, test_string)."""

import numpy as np
from parity_run import each


def _after(f, x, *more):
    f(x, *more)
    return x


@each(text=["a", "abc", "abcdeabcdeabcde"])
def any_length(m, text):
    yield m.codes, text
    yield m.codes, text.encode()


def three_characters(m):
    yield m.codes_of_three, "abc"
    yield m.codes_of_three, b"abc"
    yield m.codes_of_three, "abcdef"
    yield m.codes_of_three, np.array(b"abc")


def shorter_than_declared(m):
    yield m.codes_of_three, "a"


def made_from_codes(m):
    yield m.from_codes, [97, 98, 99]
    yield m.from_codes, np.array([65, 66, 67], "u1")


@each(dtype=["c", "S1"])
def one_character_of_arrays(m, dtype):
    for value in ("a", b"a", ["a"]):
        yield m.one_code, np.array(value, dtype=dtype)


def one_character(m):
    for value in ("a", b"a", "ab", b"ab"):
        yield m.one_code, value
    yield m.one_copy, b"a"
    yield m.one_copy, "a"
    yield m.one_returned, "a"


def empty_characters(m):
    yield m.one_code, ""
    yield m.one_code, b""


def lists_of_one_character(m):
    yield m.one_code, ["a"]


def refused(m):
    yield m.one_code, 97
    yield m.codes_of_three, 1.5


def an_empty_list(m):
    yield m.one_code, []


def defaults(m):
    yield (m.one_or_default,)
    yield m.one_or_default, b"B"


@each(dtype=["c", "S1"])
def in_place(m, dtype):
    yield _after, m.one_inout, np.array(["a"], dtype), "A"
    yield _after, m.one_inout, np.array(b"a", dtype), "A"


def in_place_refuses_text(m):
    yield m.one_inout, "abc", "A"


@each(dtype=["c", "S1", "U1"])
def arrays(m, dtype):
    yield m.array_codes, np.array(["a", "b", "c"], dtype)


def arrays_from_lists(m):
    yield m.array_codes, ["a", "b", "c"]
    yield m.array_codes, [b"a", b"b", b"c"]
    yield m.array_codes, ["a", "b", "c", "d"]


@each(dtype=["c", "S1"])
def arrays_in_place(m, dtype):
    n = np.array(["A", "B", "C"], dtype)
    yield _after, m.array_inout, np.array(["a", "b", "c"], dtype), n
    yield m.array_inout, np.array(["a", "b", "c", "d"], dtype), n


def arrays_of_words(m):
    yield m.words, np.array(["abcde", "fghij"], "S5")


def assumed_lengths(m):
    yield m.greet, "joe", "bobby"


def results(m):
    yield (m.ten,)
    yield m.upper_case, "abC12d"
    yield m.upper_case, ""


def of_modules(m):
    yield lambda: np.asarray(m.texts.word).item()
