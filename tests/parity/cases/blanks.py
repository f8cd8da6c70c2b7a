"""Blanks at the end of texts, by how a character is declared and passed; what in,out arrays are made of; attributes."""

import numpy as np
from parity_run import each


@each(name=["one", "two", "three", "four", "five", "six", "seven", "ten"])
def results(m, name):
    yield getattr(m, name)


@each(name=["eight", "nine", "el"], text=["abc", "x", "a", "abcdef ", b"x y"])
def handed_back(m, name, text):
    yield getattr(m, name), text


@each(name=["work", "reals"], dtype=["f4", "f8", "i2", "i4", "i8", "u1", "bool"])
def arrays_of_other_numbers(m, name, dtype):
    yield getattr(m, name), np.array([1, 0, 1, 100]).astype(dtype)


@each(name=["work", "reals"])
def numbers_that_lose_parts(m, name):
    yield getattr(m, name), [1.0, 2.75, -3.25]


@each(name=["one", "work", "six"])
def attributes_of_functions(m, name):
    function = getattr(m, name)
    function.units = "m s-1"
    yield lambda: function.units
    function.__doc__ = "another text"
    yield lambda: function.__doc__
    yield lambda: function.nothing
    yield lambda: sorted(vars(function)) and True


@each(name=["__version__", "__f2py_numpy_version__", "nothing"])
def names_of_the_module(m, name):
    yield lambda: isinstance(getattr(m, name), str)
