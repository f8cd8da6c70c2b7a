"""ENTRY statements: procedures with arguments of their own."""

import numpy as np
from parity_run import each


@each(name=["first", "second", "third"])
def subroutines(m, name):
    array = np.array([1.0, 2.0, 4.0])
    more = {"first": (), "second": (3.0,), "third": ()}[name]
    yield getattr(m, name), array, *more
    yield lambda: array
    yield getattr(m, name), np.zeros(0), *more


@each(name=["twice", "thrice"])
def functions(m, name):
    yield getattr(m, name), 2.5
    yield getattr(m, name)
