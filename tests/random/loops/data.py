"""The variables that nests take as arguments, and the data that are drawn for them: the same as drawing.f90's.

A nest is called with several bounds (`CASES`): many iterations, few, one, none, and backwards.
"""

import functools

from loops.reading import Variable

LINE, SQUARE = (-10, 40), (-3, 12)
POOL = {
    **{name: Variable(name, "integer", [LINE]) for name in ("a", "b", "c", "d", "e", "f")},
    **{name: Variable(name, "integer", [LINE]) for name in ("p1", "p2")},
    **{name: Variable(name, "real", [LINE]) for name in ("x", "y", "z")},
    **{name: Variable(name, "integer", [SQUARE, SQUARE]) for name in ("q", "r", "v", "w")},
    **{name: Variable(name, "integer", [LINE]) for name in ("idx", "jdx")},
    "flags": Variable("flags", "logical", [LINE]),
    "res": Variable("res", "integer", [(1, 20)]),
    "sd": Variable("sd"), "se": Variable("se"), "xd": Variable("xd", "real"),
    "bx": Variable("bx", "box"), "by": Variable("by", "box"),
    "cells": Variable("cells", "cell", [SQUARE]), "mates": Variable("mates", "cell", [SQUARE]),
    **{name: Variable(name) for name in ("n", "m", "lo", "hi", "st", "k")},
}  # fmt: skip
ONLY_READ = {"p1", "p2", "z", "w", "idx", "jdx", "flags", "n", "m", "lo", "hi", "st", "k"}
NUMBERS = ("n", "m", "lo", "hi", "st", "k")
SHARED = {
    **{name: Variable(name, "integer", [LINE], "module") for name in ("ga", "gb", "ca", "cb")},
    **{name: Variable(name, "integer", [], "module") for name in ("gs", "gt", "cs")},
    **{name: Variable(name, "integer", [], "module", "pointer", rank=1) for name in ("gpa", "gpb")},
}
CASES = [
    {"n": 8, "m": 4, "lo": 1, "hi": 8, "st": 1, "k": 1},
    {"n": 7, "m": 3, "lo": 2, "hi": 7, "st": 2, "k": 0},
    {"n": 0, "m": 0, "lo": 5, "hi": 4, "st": 1, "k": 2},
    {"n": 1, "m": 1, "lo": 3, "hi": 3, "st": -2, "k": -1},
    {"n": 8, "m": 5, "lo": 8, "hi": 1, "st": -1, "k": 2},
]
PLACES = {name: number for number, name in enumerate([*POOL, *SHARED])}


def drawn(e: int, key: int) -> int:
    return (e * e * 7 + e * (13 * key + 5) + key * key * 5) % 19 - 9


@functools.cache
def filled(key: int, size: int) -> tuple[int, ...]:
    return tuple(drawn(e, key) for e in range(size))


def index_filled(key: int, size: int) -> list[int]:
    if key % 2 == 0:
        return [(3 * e + key) % 8 + 1 for e in range(size)]
    return [drawn(e, key) % 8 + 1 for e in range(size)]


@functools.cache
def weights(size: int) -> list[int]:
    return [2654435761 * (2 * e + 1) + 40503 * e * e for e in range(size)]


def hashed(parts: list[list[int]]) -> int:
    """What `mix` makes of the parts in their order."""
    total = 0
    for values in parts:
        total = (total * 31 + sum(map(int.__mul__, map(int, values), weights(len(values))))) & (2**64 - 1)
    return total - 2**64 if total >= 2**63 else total


def cell_parts(view_of, at: int, size: int, key: int):
    """(view, places, key) of the components of element `at` of `size`."""
    yield view_of("v"), [at], key
    yield view_of("w"), [at], key + 1
    yield view_of("x"), [at + size * j for j in range(6)], key + 2


def parts_of(name: str, views: dict, key: int):
    """The parts of a variable of derived type, in the order in which Fortran fills and sums them."""
    if POOL[name].type == "cell":
        for at in range(16):
            yield from cell_parts(lambda one: views[f"%{one}"], at, 16, key + 3 * at)
        return
    yield views["%a"], list(range(51)), key
    yield views["%b"], list(range(51)), key + 1
    yield views["%s"], [0], key + 2
    yield from cell_parts(lambda one: views[f"%c%{one}"], 0, 1, key + 3)
    for at in range(10):
        yield from cell_parts(lambda one: views[f"%g%{one}"], at, 10, key + 6 + 3 * at)


class Data:
    """One case of one nest."""

    def __init__(self, number: int, case: int):
        self.number, self.case = number, case

    def key(self, name: str) -> int:
        return PLACES[name] + 7 * self.case + self.number % 50

    def bind(self, nest, machine) -> tuple[list, list]:
        """Actual arguments in the order of the dummies; what can be observed, as lists of (view, places)."""
        from loops.reading import leaves

        arguments, observed, by_name = [], [], {}
        for name in nest.procedure.dummies:
            variable = POOL[name]
            key = self.key(name)
            if name in NUMBERS:
                arguments.append(machine.value(CASES[self.case][name]))
                arguments[-1].owner = name
            elif variable.type in ("cell", "box"):
                views = {
                    path[len(name) :]: machine.fresh(bounds, name, None, True) for path, _, bounds in leaves(variable)
                }
                for view, places, part_key in parts_of(name, views, key):
                    for place, value in zip(places, filled(part_key % 19, len(places)), strict=True):
                        view.storage.values[place] = value
                    observed.append((view, places))
                arguments.append(views)
            else:
                view = machine.fresh(variable.bounds, name, None, True)
                size = len(view.storage.values)
                if name in ("idx", "jdx"):
                    view.storage.values = index_filled(key, size)
                else:
                    view.storage.values = list(filled(key % 19, size))
                if variable.type == "logical":
                    view.storage.values = [value > 0 for value in view.storage.values]
                if name not in ONLY_READ:
                    observed.append((view, list(range(size))))
                by_name[name] = view
                arguments.append(view)
        machine.shared = {}
        for name in nest.shared:
            variable = SHARED[name]
            if variable.has("pointer"):
                continue
            view = machine.fresh(variable.bounds, None, None, True)
            view.storage.values = list(filled(self.key(name) % 19, len(view.storage.values)))
            machine.shared[name] = view
            observed.append((view, list(range(len(view.storage.values)))))
        for name in nest.shared:
            if SHARED[name].has("pointer"):
                target = nest.points.get(name, {}).get(self.case % 2, "ga")
                view = by_name.get(target) or machine.shared[target]
                view = type(view)(view.storage, view.dims, view.offset, None)
                machine.shared["*" + name] = machine.fresh((), None, view, True)
        return arguments, observed


def values(observed) -> list[list[int]]:
    return [[view.storage.values[place] for place in places] for view, places in observed]
