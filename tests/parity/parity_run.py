"""Runs the cases of one group on one module and writes down what happened.

    python parity_run.py CASES.py MODULE.so NAME OUTCOMES [FIRST]

A case is a function of the module that yields calls: ``yield m.f, 1, 2``, or ``yield work, m`` for a function that does
several things. What a call returned or raised is described in plain data, so that the outcomes of two modules can be
compared in a third process. Outcomes are written case by case: when a module takes the process down, the case is known.
"""

import importlib.util
import itertools
import pickle
import sys

import numpy as np


def each(**values):
    """Makes a case for every combination of values; names become ``case[a,b]``."""

    def mark(function):
        function.combinations = values
        return function

    return mark


def cases_of(namespace: dict, file: str):
    """Name and function of every case, in the order of the file."""
    for name, function in namespace.items():
        if name.startswith("_") or not callable(function) or getattr(function, "__module__", None) != file:
            continue
        combinations = getattr(function, "combinations", {})
        for chosen in itertools.product(*combinations.values()):
            suffix = f"[{','.join(map(str, chosen))}]" if chosen else ""
            arguments = dict(zip(combinations, chosen, strict=True))
            yield name + suffix, lambda m, f=function, a=arguments: f(m, **a)


def classes(kind: type) -> list[str]:
    return [base.__name__ for base in kind.__mro__]


def described(value):
    if isinstance(value, tuple | list):
        return {"is": type(value).__name__, "items": [described(item) for item in value]}
    if isinstance(value, np.ndarray):
        data = value.tolist() if value.dtype.kind == "O" else value.tobytes("F")
        return {
            "is": "array",
            "dtype": value.dtype.str,
            "shape": value.shape,
            "fortran": bool(value.flags.f_contiguous),
            "writable": bool(value.flags.writeable),
            "data": data,
            "shown": repr(value),
        }
    plain = value.item() if isinstance(value, np.generic) else value
    known = plain is None or isinstance(plain, bool | int | float | complex | str | bytes | dict)
    return {"is": "value", "classes": classes(type(value)), "value": plain if known else None, "shown": repr(value)}


def outcome(call) -> dict:
    function, *arguments = call if isinstance(call, tuple) else (call,)
    try:
        return described(function(*arguments))
    except Exception as error:
        return {"is": "error", "classes": classes(type(error)), "shown": f"{type(error).__name__}: {error}"}


def load(path: str, name: str):
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    if path.endswith(".so"):
        sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def main(cases_file: str, module_file: str, name: str, outcomes_file: str, first: str = "0"):
    group = load(cases_file, "cases")
    module = load(module_file, name)
    with open(outcomes_file, "ab") as out:
        for number, (case, function) in enumerate(cases_of(vars(group), "cases")):
            if number < int(first):
                continue
            pickle.dump((case, None), out)  # begun
            out.flush()
            outcomes = []
            try:
                outcomes.extend(outcome(call) for call in function(module))
            except AttributeError as error:  # the module lacks the procedure
                outcomes.append({"is": "error", "classes": classes(type(error)), "shown": f"AttributeError: {error}"})
            pickle.dump((case, outcomes), out)
            out.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
