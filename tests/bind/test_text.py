"""Characters and arrays of them; test_interpreters.py runs this file again."""

import numpy as np
import pytest


@pytest.fixture
def texts(texts_py):
    module = texts_py.texts
    yield module
    module.word = "ab"
    module.words = ["abc", "d"]


def test_assumed_length_is_that_of_the_caller(texts):
    assert texts.facts("ab c ") == (5, 4, b"a")
    assert texts.facts(b"") == (0, 0, b" ")  # a character without a length is one byte, as with f2py
    assert texts.facts("wörld") == (6, 6, b"w")
    assert texts.facts(np.array("abc")) == (3, 3, b"a")
    assert texts.facts(np.bytes_(b"abc")) == (3, 3, b"a")
    assert texts.noted() == -1
    assert texts.noted(None) == -1
    assert texts.noted("") == 0
    assert texts.noted("abc") == 3


def test_fixed_length_pads_and_cuts(texts):
    assert texts.fixed("ab") == (2, b"ab")
    assert texts.fixed("abcdefgh") == (5, b"abcde")
    assert texts.fixed(b"12345") == (5, b"12345")
    text = b"12345"
    texts.scratch(text)
    assert text == b"12345"


def test_length_by_expression(texts):
    assert texts.sized(3, "ab") == (b"ab ab", 3)
    assert texts.sized(1, "ab") == (b"aa", 1)
    assert texts.sized(-4, "ab") == (b"", 0)
    assert texts.like("abc") == b"<abc>"
    assert texts.named(3) == b"abc"
    assert texts.named(0) == b""


def test_what_fortran_changes_is_an_array(texts):
    word = np.array(b"abcde")
    assert texts.change(word) is None
    assert word == b"XYcde"
    word = np.array([b"abcdefg"])
    texts.change(word)
    texts.change_any(word)
    assert word == [b"QYcdefg"]
    short = np.array(b"abc")
    texts.fill_any(short)
    assert short.tobytes() == b"xy "
    with pytest.raises(ValueError, match=r"texts.change: argument 's' .*: expected an array of S5, got one of S3"):
        texts.change(short)
    with pytest.raises(ValueError, match="expected an array of S, got <U5"):
        texts.change(np.array("abcde"))
    with pytest.raises(ValueError, match="expected a NumPy array to work on in place, got bytes"):
        texts.change(b"abcde")
    word = np.array(b"abcde")
    word.flags.writeable = False
    with pytest.raises(ValueError, match="expected a writable array"):
        texts.change(word)


def test_arrays_of_characters(texts):
    grid = np.array([[b"a", b"bcd"], [b"ef", b""]])
    for given in (grid, np.asfortranarray(grid), grid.astype("U"), grid.tolist(), grid.astype("S9"), grid[::-1][::-1]):
        assert texts.pick(given, 1, 2) == (b"bcd", 3)
        assert texts.pick(given, 2, 1) == (b"ef", 2)
        assert texts.pick(given, 2, 2) == (b"", 0)
    assert texts.pick(grid[:, ::-1], 1, 1) == (b"bcd", 3)
    assert texts.joined(["ab", "c"]) == (b"ab;c;", 2)
    assert texts.joined(np.array([b"ab", b"c"], "S4")) == (b"ab;c;", 4)
    assert texts.joined(np.array([], "S4")) == (b"", 4)
    assert texts.joined(["ä", "c"])[0] == "ä;c;".encode()
    assert texts.starred([["ab", "cd"], ["ef", "gh"]], 2) == b"ef"
    assert texts.perhaps() == -1
    assert texts.perhaps(["ab", "cde"]) == 302
    for bad, text in [([1, 2], "expected an array of str or bytes, got list"), (None, "got NoneType")]:
        with pytest.raises(TypeError, match=f"texts.joined: argument 'a' .*{text}"):
            texts.joined(bad)
    with pytest.raises(ValueError, match=r"expected shape \(3,\), got \(2,\)"):
        texts.joined(["a", "b"], n=3)
    with pytest.raises(ValueError, match="expected an array of rank 2"):
        texts.pick(["a"], 1, 1)


def test_arrays_that_fortran_fills(texts):
    made = texts.listed(3, 4)
    assert made.dtype == "S4"
    assert made.tolist() == [b"a   ", b"bb  ", b"ccc "]
    assert texts.listed(0, 4).shape == (0,)
    assert texts.column(2).tolist() == [b"z ", b"z "]
    words = np.array([b"abc", b"de"])
    texts.mark(words)
    assert words.tolist() == [b"Mbc", b"Me"]
    with pytest.raises(ValueError, match="expected an array of S3, got one of S4"):
        texts.mark(words.astype("S4"))


def test_module_variables(texts):
    assert texts.word == b"ab   "
    assert isinstance(texts.word, bytes) and texts.word.tobytes() == b"ab   "
    texts.word = "abcdefgh"
    assert texts.word == b"abcde"
    texts.word = np.array(b"x")
    assert texts.word == b"x    "
    view = texts.words
    assert view.dtype == "S3" and view.tolist() == [b"abc", b"d  "]
    texts.words = ["q", "rstu"]
    assert view.tolist() == [b"q  ", b"rst"]
    view[1] = b"zzz"
    assert texts.words[1] == b"zzz"
    texts.words = "w"
    assert view.tolist() == [b"w  ", b"w  "]
    with pytest.raises(ValueError, match=r"texts.words .*another shape"):
        texts.words = ["a", "b", "c"]
    assert texts.codes.tolist() == [b"aa", b"b ", b"cc"]
    with pytest.raises(AttributeError):
        texts.codes = "x"


def test_external_functions(texts_py):
    assert texts_py.echo("abc") == b"abc"
    assert texts_py.echo("abcdefghij") == b"abcdefg"
