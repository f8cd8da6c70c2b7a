"""Modules under test: found, imported, and asked which kinds of array their procedures take."""

import importlib
import importlib.machinery
import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import numpy as np

from . import VerifyError
from .case import Case, nearest

# How docstrings tell the kind of an argument or result: this project's, and those of numpy.f2py.
_KIND = re.compile(r"^(\w+) : (?:ndarray of (\w+)|.*\barray\('(\w)'\)|float\n +real\((\d)\))", re.MULTILINE)
_TYPE_LETTERS = {"f": "float32", "d": "float64", "i": "int32", "l": "int64", "h": "int16", "b": "int8"}
_REALS = {"4": "float32", "8": "float64"}


def _told(document: str) -> dict[str, str]:
    """Names in a docstring with their kinds."""
    return {name: word or _TYPE_LETTERS.get(letter, "") or _REALS.get(real, "")
            for name, word, letter, real in _KIND.findall(document)}  # fmt: skip


def load_module(module) -> ModuleType:
    """Imports a module by file or by name.

    Raises
    ------
    VerifyError
        There is no such file or name, or the import fails; the text has the reason.
    """
    if isinstance(module, ModuleType):
        return module
    text = str(module)
    path = Path(text)
    if not (path.suffix or "/" in text):
        try:
            sys.path.insert(0, str(Path.cwd()))
            return importlib.import_module(text)
        except ImportError as error:
            raise VerifyError(f"cannot import the module '{text}': {error}") from None
        finally:
            sys.path.remove(str(Path.cwd()))
    if not path.is_file():
        raise VerifyError(f"cannot import '{path}': there is no such file")
    name = path.name.split(".")[0]
    loader: object
    if path.suffix == ".py":
        loader = importlib.machinery.SourceFileLoader(name, str(path.absolute()))
    else:
        loader = importlib.machinery.ExtensionFileLoader(name, str(path.absolute()))
    spec = importlib.util.spec_from_loader(name, loader)  # type: ignore[arg-type]
    try:
        imported = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(imported)
    except (ImportError, OSError, SystemError, SyntaxError) as error:
        raise VerifyError(f"cannot import '{path}': {error}") from None
    return imported


def find_procedure(module: ModuleType, name: str, case: Case, place: str):
    """What `call = "module.procedure"` names."""
    found, before = module, module.__name__
    for part in name.split("."):
        members = [key for key in dir(found) if not key.startswith("_")]
        if part not in members:
            raise VerifyError(f"{case.path}: {place} call: '{before}' has no '{part}'{nearest(part, members)}")
        found, before = getattr(found, part), f"{before}.{part}"
    if not callable(found):
        raise VerifyError(f"{case.path}: {place} call: '{before}' is no procedure")
    return found


def array_kinds(module: ModuleType, case: Case) -> dict[str, np.dtype]:
    """For each field the kind its procedures take, by their docstrings; the case's where these are silent.

    So a build in single precision is given single precision, and its results are compared as such.
    """
    kinds: dict[str, np.dtype] = {}
    for call in (*case.setup, *case.step, *case.finalize):
        document = find_procedure(module, call.procedure, case, call.place).__doc__ or ""
        taken, _, given_back = document.partition("\nReturns\n")
        told = _told(taken)
        signature = re.match(r"^[^\n(]*\(([^)]*)\)", document)
        names = [part.strip(" []").split("=")[0] for part in signature[1].split(",")] if signature else []
        given = [*zip(names, call.args, strict=False), *call.kwargs.items()]
        results = _told(given_back.partition("\n\n")[0])
        if len(results) == len(call.returns):
            told |= results
            given += zip(results, call.returns, strict=True)
        for argument, value in given:
            if value not in case.fields or not told.get(argument):
                continue
            try:
                kind = np.dtype(told[argument])
            except TypeError:
                continue
            declared = np.dtype(case.fields[value].dtype)
            if kind.kind != declared.kind:
                raise VerifyError(
                    f"{case.path}: [fields.{value}] dtype is {declared}, but {call.procedure} has {kind} for '{argument}'"
                )
            if kinds.setdefault(value, kind) != kind:
                raise VerifyError(
                    f"{case.path}: {call.place}: field '{value}' is {kinds[value]} for one procedure and {kind} for another"
                )
    return {name: kinds.get(name, np.dtype(spec.dtype)) for name, spec in case.fields.items()}
