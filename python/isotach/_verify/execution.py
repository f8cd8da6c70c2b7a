"""Runs modules through a case: start values, calls in order, fields captured after the steps that are compared.

Every run is setup, steps, finalize, with arrays that are the run's own. `finalize` is called also when a step fails, so
that a module which keeps references to arrays lets them go.
"""

import contextlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from types import ModuleType

import numpy as np

from . import VerifyError
from .archives import Savepoint, Source
from .case import Call, Case, Comparing, Field, Run, nearest
from .compare import coarser
from .modules import array_kinds, find_procedure

Progress = Callable[[str], None]


class CallFailed(Exception):
    """A procedure raised; `place` tells where in the run."""

    def __init__(self, place: str, procedure: str, message: str):
        super().__init__(f"{procedure} raised in {place}: {message}")


@dataclass
class Start:
    """Where a run starts: fields, scalars and extents, and the name it is reported under."""

    run: str
    values: dict[str, np.ndarray]
    parameters: dict
    dims: dict[str, int]


class Program:
    """A module bound to a case: its procedures found, its kinds of arrays known."""

    def __init__(self, module: ModuleType, case: Case, name: str, progress: Progress):
        self.case, self.name, self.progress = case, name, progress
        self.kinds = array_kinds(module, case)
        self.procedures = {
            call.procedure: find_procedure(module, call.procedure, case, call.place)
            for call in (*case.setup, *case.step, *case.finalize)
        }

    def run(self, start: Start, capture: Iterable[int]) -> dict[int, dict[str, np.ndarray]]:
        """Fields after the given numbers of steps.

        Raises
        ------
        CallFailed
            A procedure raised an error of its own.
        VerifyError
            A procedure refused its arguments.
        """
        values = {name: np.array(value, dtype=self.kinds[name], order="F") for name, value in start.values.items()}
        wanted, captured = set(capture), {}
        begun = False
        try:
            for call in self.case.setup:
                self._call(call, values, start, "setup")
                begun = True
            for step in range(1, max(wanted) + 1):
                begun = True
                for call in self.case.step:
                    self._call(call, values, start, f"step {step}")
                if step in wanted:
                    captured[step] = {name: value.copy(order="F") for name, value in values.items()}
        except BaseException:
            if begun:
                # What went wrong first is what is told.
                with contextlib.suppress(CallFailed, VerifyError):
                    self._finalize(values, start)
            raise
        self._finalize(values, start)
        return captured

    def _finalize(self, values, start):
        for call in self.case.finalize:
            self._call(call, values, start, "finalize")

    def _call(self, call: Call, values: dict, start: Start, moment: str):
        def actual(entry):
            if not isinstance(entry, str):
                return entry
            if entry in values:
                return values[entry]
            return start.parameters[entry] if entry in start.parameters else start.dims[entry]

        arguments = [actual(entry) for entry in call.args]
        keywords = {key: actual(entry) for key, entry in call.kwargs.items()}
        place = f"{start.run}, {moment}"
        self.progress(f"{call.procedure} of {self.name} ({place})")
        try:
            result = self.procedures[call.procedure](*arguments, **keywords)
        except (TypeError, ValueError, OverflowError) as error:
            raise VerifyError(
                f"{self.case.path}: {call.place}: {call.procedure} of {self.name} refuses its arguments: {error}"
            ) from None
        except Exception as error:
            raise CallFailed(place, f"{call.procedure} of {self.name}", f"{type(error).__name__}: {error}") from None
        if call.returns:
            results = result if isinstance(result, tuple) else (result,)
            if len(results) != len(call.returns):
                raise VerifyError(
                    f"{self.case.path}: {call.place} returns: {call.procedure} gives {len(results)} results, "
                    f"{len(call.returns)} are named"
                )
            for name, value in zip(call.returns, results, strict=True):
                value = np.asarray(value)
                if value.shape != values[name].shape:
                    raise VerifyError(
                        f"{self.case.path}: {call.place} returns: '{name}' has the shape {value.shape}, "
                        f"the case says {self.case.fields[name].shape_text()} = {values[name].shape}"
                    )
                values[name][...] = value


# Start values -------------------------------------------------------------------------------------


def starts_of(case: Case, run: Run, source: Source | None) -> list[tuple[Savepoint | None, Start]]:
    """One start for each savepoint that a run's `start` selects, or one made of initial values."""
    if run.start is None or source is None:
        return [(None, _start(case, run, None, None, run.name))]
    savepoints = source.select(run.start)
    several = len(savepoints) > 1
    return [(s, _start(case, run, source, s, f"{run.name} {s}" if several else run.name)) for s in savepoints]


def _start(case: Case, run: Run, source: Source | None, savepoint: Savepoint | None, name: str) -> Start:
    loaded = {}
    if source and savepoint:
        present = source.fields(savepoint)
        for spec in case.fields.values():
            if spec.archive_name in present:
                loaded[spec.name] = read_field(source, savepoint, spec)
    for spec in case.fields.values():
        if spec.name not in loaded and spec.initial is None:
            where = (
                f" and savepoint {savepoint} of '{source.path}' has no '{spec.archive_name}'"
                if source and savepoint
                else ""
            )
            hint = nearest(spec.archive_name, source.fields(savepoint)) if source and savepoint else ""
            raise VerifyError(f"{case.path}: [fields.{spec.name}] has no 'initial' value{where}{hint}")
    dims = infer_dims(case, loaded, f"{source.path}: savepoint {savepoint}" if source else str(case.path))
    values = {}
    for spec in case.fields.values():
        if spec.name in loaded:
            values[spec.name] = loaded[spec.name]
        else:
            values[spec.name] = np.full(shape_of(spec, dims), spec.initial, dtype=spec.dtype, order="F")
    return Start(name, values, _parameters(case, run, savepoint), dims)


def _parameters(case: Case, run: Run, savepoint: Savepoint | None) -> dict:
    result = {}
    for name, value in {**case.parameters, **run.parameters}.items():
        if isinstance(value, dict):
            key = value["metainfo"]
            if savepoint is None or key not in savepoint.metainfo:
                there = savepoint.metainfo if savepoint else {}
                raise VerifyError(
                    f"{case.path}: parameter '{name}': savepoint {savepoint} has no value '{key}'{nearest(key, there)}"
                )
            value = savepoint.metainfo[key]
        result[name] = value
    return result


def read_field(source: Source, savepoint: Savepoint, spec: Field) -> np.ndarray:
    """A field at a savepoint, refused when it is of another kind, rank, or not finite against its rule."""
    values = source.read(savepoint, spec.archive_name)
    place = f"{source.path}: field '{spec.archive_name}' at {savepoint}"
    if values.ndim != len(spec.dims):
        raise VerifyError(f"{place} has the shape {values.shape}, the case declares {spec.shape_text()}")
    declared = np.dtype(spec.dtype)
    if (values.dtype.kind == "f") != (declared.kind == "f"):
        raise VerifyError(f"{place} is {values.dtype}, the case declares {declared}")
    if spec.nonfinite == "refuse" and values.dtype.kind == "f" and not np.isfinite(values).all():
        bad = ~np.isfinite(values)
        first = tuple(int(i) + 1 for i in np.unravel_index(int(np.argmax(bad)), values.shape))
        raise VerifyError(
            f"{place} has {int(bad.sum())} values that are NaN or infinite, the first at ({','.join(map(str, first))}); "
            f'mend the reference, or set nonfinite = "match" or "ignore" in [fields.{spec.name}]'
        )
    return values


def infer_dims(case: Case, loaded: dict[str, np.ndarray], place: str) -> dict[str, int]:
    """Extents from the case and from shapes; two that disagree are an error that names both."""
    dims = dict(case.dims)
    said_by = dict.fromkeys(dims, "[dims]")
    for name, values in loaded.items():
        spec = case.fields[name]
        for extent, size in zip(spec.dims, values.shape, strict=True):
            if not extent.name:
                if size != extent.offset:
                    raise VerifyError(
                        f"{place}: field '{name}' has the shape {values.shape}, the case declares {spec.shape_text()}"
                    )
                continue
            value = size - extent.offset
            if dims.setdefault(extent.name, value) != value:
                raise VerifyError(
                    f"{place}: field '{name}' of shape {values.shape}, declared {spec.shape_text()}, makes {extent.name} = {value}; "
                    f"{said_by[extent.name]} says {dims[extent.name]}"
                )
            said_by.setdefault(extent.name, f"field '{name}'")
    for spec in case.fields.values():
        for extent in spec.dims:
            if extent.name and extent.name not in dims:
                raise VerifyError(f"{case.path}: the extent of '{extent.name}' is not known; give it under [dims]")
    return dims


def shape_of(spec: Field, dims: dict[str, int]) -> tuple[int, ...]:
    return tuple(extent.offset + (dims[extent.name] if extent.name else 0) for extent in spec.dims)


def round_to_common(start: Start, programs: Iterable[Program]) -> Start:
    """Start values that every program can hold exactly, so that precision of the input is not what is compared."""
    values = {}
    for name, value in start.values.items():
        kind = value.dtype
        for program in programs:
            kind = coarser(kind, program.kinds[name]) if kind.kind == "f" else kind
        values[name] = value.astype(kind)
    return replace(start, values=values)


def fields_to_compare(case: Case, comparing: Comparing, source: Source | None, at: Savepoint | None) -> list[Field]:
    """The fields asked for, or all that the case compares and the savepoint has."""
    if comparing.fields is not None:
        return [case.fields[name] for name in comparing.fields]
    wanted = [spec for spec in case.fields.values() if spec.compare]
    if source is None or at is None:
        return wanted
    present = source.fields(at)
    found = [spec for spec in wanted if spec.archive_name in present]
    if not found:
        raise VerifyError(f"{source.path}: savepoint {at} has none of the fields that the case compares")
    return found
