"""The built-ins that random schedules call, and what they compute."""

import dataclasses
from collections.abc import Callable

import numpy


@dataclasses.dataclass(frozen=True)
class Builtin:
    name: str
    names: tuple[str, ...]  # of its arguments, in their order
    kinds: tuple[
        str, ...
    ]  # real, integer, solver (r_solver): fields; sum: the result; scalar, short, whole, power: read
    target: str
    formula: Callable
    limit: float

    def compute(self, exists: numpy.ndarray, values: dict):
        read = {name: values[name] for name in self.formula.__code__.co_varnames}
        if "sum" in self.kinds:
            read = {name: value[exists] for name, value in read.items()}
        return self.formula(**read)


LARGEST = 1.0e8  # of a value of a field; whatever a kernel adds up stays an exact integer
LARGEST_SUM = 2.0**52

# Arguments in order; the target last, after an arrow. Capitals are fields, s is a sum, others are scalars.
FORMULAS: list[tuple[str, str, Callable]] = [
    ("X_plus_Y", "Z X Y", lambda X, Y: X + Y),
    ("inc_X_plus_Y", "X Y", lambda X, Y: X + Y),
    ("a_plus_X", "Y a X", lambda a, X: a + X),
    ("inc_a_plus_X", "a X", lambda a, X: a + X),
    ("aX_plus_Y", "Z a X Y", lambda a, X, Y: a * X + Y),
    ("inc_aX_plus_Y", "a X Y", lambda a, X, Y: a * X + Y),
    ("inc_X_plus_bY", "X b Y", lambda X, b, Y: X + b * Y),
    ("aX_plus_bY", "Z a X b Y", lambda a, X, b, Y: a * X + b * Y),
    ("inc_aX_plus_bY", "a X b Y", lambda a, X, b, Y: a * X + b * Y),
    ("aX_plus_aY", "Z a X Y", lambda a, X, Y: a * (X + Y)),
    ("X_minus_Y", "Z X Y", lambda X, Y: X - Y),
    ("inc_X_minus_Y", "X Y", lambda X, Y: X - Y),
    ("a_minus_X", "Y a X", lambda a, X: a - X),
    ("inc_a_minus_X", "a X", lambda a, X: a - X),
    ("X_minus_a", "Y X a", lambda X, a: X - a),
    ("inc_X_minus_a", "X a", lambda X, a: X - a),
    ("aX_minus_Y", "Z a X Y", lambda a, X, Y: a * X - Y),
    ("X_minus_bY", "Z X b Y", lambda X, b, Y: X - b * Y),
    ("inc_X_minus_bY", "X b Y", lambda X, b, Y: X - b * Y),
    ("aX_minus_bY", "Z a X b Y", lambda a, X, b, Y: a * X - b * Y),
    ("X_times_Y", "Z X Y", lambda X, Y: X * Y),
    ("inc_X_times_Y", "X Y", lambda X, Y: X * Y),
    ("inc_aX_times_Y", "a X Y", lambda a, X, Y: a * X * Y),
    ("a_times_X", "Y a X", lambda a, X: a * X),
    ("inc_a_times_X", "a X", lambda a, X: a * X),
    ("inc_X_powint_n", "X n", lambda X, n: X**n),
    ("setval_c", "X c", lambda c: c),
    ("setval_X", "Y X", lambda X: X),
    ("X_innerproduct_Y", "s X Y", lambda X, Y: (X * Y).sum()),
    ("X_innerproduct_X", "s X", lambda X: (X * X).sum()),
    ("sum_X", "s X", lambda X: X.sum()),
    ("sign_X", "Y a X", lambda a, X: numpy.where(X < 0, -abs(a), abs(a))),
    ("max_aX", "Y a X", lambda a, X: numpy.maximum(a, X)),
    ("inc_max_aX", "a X", lambda a, X: numpy.maximum(a, X)),
    ("min_aX", "Y a X", lambda a, X: numpy.minimum(a, X)),
    ("inc_min_aX", "a X", lambda a, X: numpy.minimum(a, X)),
    # Both begin at zero, as PSyclone's do.
    ("maxval_X", "s X", lambda X: max(0.0, X.max())),
    ("minval_X", "s X", lambda X: min(0.0, X.min())),
]
OF_INTEGERS = [
    "X_plus_Y inc_X_plus_Y a_plus_X inc_a_plus_X X_minus_Y inc_X_minus_Y a_minus_X inc_a_minus_X X_minus_a",
    "inc_X_minus_a X_times_Y inc_X_times_Y a_times_X inc_a_times_X setval_c setval_X sign_X max_aX inc_max_aX",
    "min_aX inc_min_aX",
]


def _builtin(name: str, arguments: str, formula: Callable, integers: bool = False) -> Builtin:
    names = tuple(arguments.split())
    field, scalar = ("integer", "whole") if integers else ("real", "scalar")
    kinds = tuple(
        field if word.isupper() else "sum" if word == "s" else "power" if word == "n" else scalar for word in names
    )
    # What a formula does not read is its target; an increment's is X.
    target = next((word for word in names if word not in formula.__code__.co_varnames), "X")
    limit = LARGEST_SUM if "sum" in kinds else LARGEST
    return Builtin(("int_" if integers else "") + name, names, kinds, target, formula, limit)


BUILTINS = [_builtin(*entry) for entry in FORMULAS]
BUILTINS += [_builtin(*entry, True) for entry in FORMULAS if entry[0] in " ".join(OF_INTEGERS).split()]
BUILTINS += [
    Builtin("real_to_int_X", ("Y", "X"), ("integer", "real"), "Y", lambda X: X, LARGEST),
    Builtin("int_to_real_X", ("Y", "X"), ("real", "integer"), "Y", lambda X: X, LARGEST),
]
LARGEST_SOLVER = 2.0**23
SOLVERS = ("X_plus_Y", "inc_X_minus_Y", "inc_a_times_X", "aX_plus_Y", "setval_c", "setval_X", "X_times_Y", "max_aX")
OF_SOLVERS = [
    dataclasses.replace(
        entry,
        kinds=tuple({"real": "solver", "scalar": "short"}.get(kind, kind) for kind in entry.kinds),
        limit=LARGEST_SOLVER,
    )
    for entry in BUILTINS
    if entry.name in SOLVERS
]
OF_SOLVERS += [
    Builtin("real_to_real_X", ("Y", "X"), ("solver", "real"), "Y", lambda X: X, LARGEST_SOLVER),
    Builtin("real_to_real_X", ("Y", "X"), ("real", "solver"), "Y", lambda X: X, LARGEST),
]
# Those that set or reduce come more often than the many that compute alike.
DRAWN = BUILTINS + OF_SOLVERS + 4 * [entry for entry in BUILTINS if entry.name in ("setval_c", "setval_X", "sum_X")]
