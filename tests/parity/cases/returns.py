"""What functions return and subroutines hand out, for every type and kind (numpy's test_return_*)."""

import numpy as np
from parity_run import each

INTEGERS = [*(f"f{k}" for k in ("i0", "i1", "i2", "i3", "i4")), *(f"s{k}" for k in ("i0", "i1", "i2", "i3", "i4"))]
REALS = ["fr0", "fr1", "fr2", "fr3", "sr0", "sr1", "sr2", "sr3"]
COMPLEX = ["fc0", "fc1", "fc2", "fc3", "sc0", "sc1", "sc2", "sc3"]
LOGICALS = ["fl0", "fl1", "fl2", "fl3", "sl0", "sl1", "sl2", "sl3"]
TEXTS = ["fs0", "fs1", "fs2", "ss0", "ss1", "ss2"]
PLACES = ["external", "module"]


def _function(m, place, name):
    return getattr(m if place == "external" else m.echoes, name)


@each(place=PLACES, name=INTEGERS)
def integers(m, place, name):
    f = _function(m, place, name)
    for value in (123, -123, 0, True, [123], (123,), "123"):
        yield f, value
    for code in "bhilqB":
        yield f, np.array(123, code)
        yield f, np.array([123], code)


@each(place=PLACES, name=INTEGERS)
def integers_from_whole_reals(m, place, name):
    f = _function(m, place, name)
    for value in (123.0, np.float32(123), np.array(123, "d"), np.array(123, "f")):
        yield f, value


@each(place=PLACES, name=["fi0"])
def integers_from_fractions(m, place, name):
    f = _function(m, place, name)
    yield f, 123.6


@each(place=PLACES, name=INTEGERS)
def integers_refuse(m, place, name):
    f = _function(m, place, name)
    for value in ("abc", [], (), f, {}):
        yield f, value
    yield (f,)
    yield f, 1, 2


@each(place=PLACES, name=["fi4", "si4"])
def integers_that_are_too_large(m, place, name):
    f = _function(m, place, name)
    yield f, 10**23
    yield f, 10000000011111111111111.23


@each(place=PLACES, name=["fi1", "fi2"])
def integers_beyond_their_kind(m, place, name):
    yield _function(m, place, name), 70000


@each(place=PLACES, name=REALS)
def reals(m, place, name):
    f = _function(m, place, name)
    for value in (234, 234.6, -234, [234], (234,), np.array(234), float("inf"), float("nan")):
        yield f, value
    for code in "bhilqBfd":
        yield f, np.array(234).astype(code)


@each(place=PLACES, name=REALS)
def reals_from_text(m, place, name):
    f = _function(m, place, name)
    yield f, "234"
    yield f, "234.6"


@each(place=PLACES, name=REALS)
def reals_refuse(m, place, name):
    f = _function(m, place, name)
    for value in ("abc", [], (), f, {}, 10**400):
        yield f, value


@each(place=PLACES, name=["fr0", "sr1"])
def reals_that_are_too_large(m, place, name):
    f = _function(m, place, name)
    yield f, 1e200


@each(place=PLACES, name=COMPLEX)
def complex_numbers(m, place, name):
    f = _function(m, place, name)
    for value in (234j, 234.6, 234, 234.6 + 3j, -234, [234], (234,), np.array(234), np.array([[234]])):
        yield f, value
    for code in "bhilqfdFD":
        yield f, np.array([234]).astype(code)
    yield f, np.array(23 + 4j, "F")
    yield f, np.array([234 + 3j], "D")


@each(place=PLACES, name=COMPLEX)
def complex_numbers_refuse(m, place, name):
    f = _function(m, place, name)
    for value in ("abc", [], (), f, {}, 10**400):
        yield f, value


@each(place=PLACES, name=LOGICALS)
def logicals(m, place, name):
    f = _function(m, place, name)
    for value in (True, False, 0, 0.0, 0j, 1j, 234, 234.6, 234.6 + 3j, -234, 10**100, [234], (234,), f, {}, [], ()):
        yield f, value
    for code in "bhilfdFD":
        yield f, np.array([1]).astype(code)
        yield f, np.array([0]).astype(code)
    for value in (np.array(0), np.array([[0]]), np.array([[234]]), np.array([1]), np.array([0j])):
        yield f, value


@each(place=PLACES, name=LOGICALS)
def logicals_from_text_and_none(m, place, name):
    f = _function(m, place, name)
    for value in (None, "234", "aaa", ""):
        yield f, value


@each(place=PLACES, name=LOGICALS)
def logicals_refuse(m, place, name):
    yield _function(m, place, name), np.array([0, 0])


@each(place=PLACES, name=TEXTS)
def texts(m, place, name):
    f = _function(m, place, name)
    for value in ("23", b"23", "ab", np.array(b"ab"), "123456789abcdef"):
        yield f, value


@each(place=PLACES)
def texts_from_numbers(m, place):
    yield _function(m, place, "fs0"), np.array(77, "u1")


@each(place=PLACES)
def texts_from_unicode_arrays(m, place):
    yield _function(m, place, "fs2"), np.array("ab")


@each(place=PLACES)
def texts_of_any_length(m, place):
    f = _function(m, place, "ss3")
    yield f, "23"
    yield f, "123456789abcdef"


def external_text_of_any_length(m):
    yield m.ss3, ""
    yield m.ss3, b"with blanks   "
