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


def lengths_told_to_f2py(m):
    yield (m.star_fixed,)
    for n in (2, 12, 20):
        yield m.star_sized, n


@each(words=["a A", "abc ABC", "abcdeabcdeabcde ABCDEABCDEABCDE"])
def arrays_of_any_length(m, words):
    yield m.codes_of_array, np.array(words.split(), "S")
    yield m.codes_of_array, words.split()


def arrays_of_three_characters(m):
    yield m.codes_of_array_3, np.array(["abc", "ABC"], "S3")
    yield m.codes_of_array_3, [b"abc", b"ABC"]


def arrays_of_three_characters_made(m):
    yield m.array_out_3, [[97, 98, 99], [65, 66, 67]]


@each(dtype=["c", "S1", "U1"])
def matrices(m, dtype):
    yield m.codes_of_matrix, np.array([["a", "b", "c"], ["d", "e", "f"]], dtype, order="F")
    yield m.codes_of_matrix, np.array([["a", "b", "c"], ["d", "e", "f"]], dtype)


def made_from_a_code(m):
    yield m.from_one_code, ord("a")


def arrays_made(m):
    yield m.array_out, [97, 98, 99]


@each(dtype=["c", "S1"])
def matrices_in_place(m, dtype):
    n = np.array([["A", "B", "C"], ["D", "E", "F"]], dtype, order="F")
    yield _after, m.matrix_inout, np.array([["a", "b", "c"], ["d", "e", "f"]], dtype, order="F"), n
    yield m.matrix_inout, np.array([["a", "b", "c"], ["d", "e", "f"]], dtype), n


def single_characters_of_two_rows(m):
    yield m.changed_strings, np.array([["a", "b", "c"], ["d", "e", "f"]], "c"), 3


def texts_of_four_intents(m):
    a, c = np.array(b"12345"), np.array(b"123")
    b, d = np.array(b"12345"), np.array(b"123")
    yield m.four_texts, a, b, c, d
    yield lambda: (a.tobytes(), b.tobytes(), c.tobytes(), d.tobytes())


@each(text=["a", "ab", "abc", "abcd", "abcde"])
def fixed_lengths(m, text):
    if len(text) >= 4:
        yield m.sum_of_codes, text
        yield m.sum_of_codes, text.encode()


@each(text=["abcd", "abcdef"])
def fixed_lengths_in_place(m, text):
    word = np.array(text, "S")
    yield _after, m.reversed, word


def arrays_of_results(m):
    yield m.greeted, "joe    ", 2
    yield m.greeted, b"bobby12", 1
