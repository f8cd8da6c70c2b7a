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
from .archives import Savepoint, Source, open_archive
from .case import Call, Case, Comparing, Field, Run, Selector, nearest, read_case
from .compare import check_bounds, coarser, compare_field
from .modules import array_kinds, find_procedure, load_module
from .report import Failure, Report, Section

Progress = Callable[[str], None]


def _silent(_text: str):
    pass


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


# The verification ---------------------------------------------------------------------------------


def _name_of(module) -> str:
    return module.__name__ if isinstance(module, ModuleType) else str(module)


def build_reference(case: Case, progress: Progress) -> ModuleType:
    """Builds what [reference_build] describes; kept in the cache like every build."""
    from .._build import BuildError, build

    wanted = case.reference_build
    assert wanted is not None
    progress(f"building {case.module} for [reference_build]")
    try:
        with _without_notes():
            return build(wanted.sources, case.module, target=wanted.target, fflags=wanted.fflags,
                         include_dirs=wanted.include_dirs, defines=wanted.defines)  # fmt: skip
    except BuildError as error:
        raise VerifyError(f"{case.path}: [reference_build] cannot be built:\n{error}") from None


@contextlib.contextmanager
def _without_notes():
    """Procedures that are not wrapped were told when the module under test was built."""
    import io

    with contextlib.redirect_stderr(io.StringIO()):
        yield


def verify_case(module, case, *, random=0, seed=None, against=None, repeat=None, output=None, junit=None,
                progress: Progress = _silent, command: tuple[str, ...] = ()) -> Report:  # fmt: skip
    """The work behind `isotach.verify`; `progress` is told what is about to run."""
    from . import sets

    if random < 0:
        raise VerifyError("the number of random sets cannot be negative")
    case = read_case(case)
    progress(f"import of {_name_of(module)}")
    program = Program(load_module(module), case, _name_of(module), progress)
    other = None
    if against is not None:
        progress(f"import of {_name_of(against)}")
        other = Program(load_module(against), case, _name_of(against), progress)
    source = open_archive(case.archive) if case.archive else None

    report = Report(case, _name_of(module))
    if repeat is None:
        if other is None and source is None and not random:
            raise VerifyError(
                f"{case.path}: nothing to compare with: give an [archive], --against MODULE, or --random N"
            )
        if other or source:
            report.sections.append(_against_reference(case, program, other, source))
    if random or repeat is not None:
        if other is None:
            if case.reference_build is None:
                raise VerifyError(
                    f"{case.path}: random sets need a second build: give --against MODULE, or [reference_build] in the case"
                )
            options = " ".join(filter(None, [case.reference_build.target, case.reference_build.fflags]))
            other = Program(build_reference(case, progress), case, f"reference build ({options})", progress)
        if repeat is not None:
            report.sections.append(sets.repeat_set(case, program, other, repeat))
        else:
            report.seed = sets.new_seed() if seed is None else seed
            again = command or _command(module, case, against)
            report.sections.append(sets.run_sets(case, program, other, source, random, report.seed, output, again))
    if output is not None:
        from .picture import draw_differences

        draw_differences(report, output)
    if junit is not None:
        report.write_junit(junit)
    return report


def _command(module, case: Case, against) -> tuple[str, ...]:
    """The command that does what a call from Python asked for."""
    words = ("isotach", "verify", str(getattr(module, "__file__", None) or module), str(case.path))
    return words if against is None else (*words, "--against", str(getattr(against, "__file__", None) or against))


def _against_reference(case: Case, program: Program, other: Program | None, source: Source | None) -> Section:
    if other:
        section = Section(other.name)
    else:
        assert source is not None and case.archive is not None
        section = Section(f"{case.archive.kind} archive {source.path}")
    compared = set()
    for run in case.runs:
        for savepoint, start in starts_of(case, run, source):
            section.runs += 1
            moments = _moments(case, run, source if not other else None, savepoint, start)
            if other:
                start = round_to_common(start, (program, other))
            try:
                captured = program.run(start, [comparing.after for comparing, _ in moments])
                references = other.run(start, [comparing.after for comparing, _ in moments]) if other else None
            except CallFailed as error:
                section.failures.append(Failure(start.run, str(error)))
                continue
            for comparing, at in moments:
                results = captured[comparing.after]
                name = str(at) if at else _steps(comparing.after)
                for spec in fields_to_compare(case, comparing, source, at):
                    if references is not None:
                        reference = references[comparing.after][spec.name]
                    else:
                        assert source is not None and at is not None
                        reference = read_field(source, at, spec)
                        if reference.shape != results[spec.name].shape:
                            raise VerifyError(
                                f"{source.path}: field '{spec.archive_name}' at {at} has the shape {reference.shape}, the run "
                                f"has {spec.shape_text()} = {results[spec.name].shape}"
                            )
                    compared.add(spec.name)
                    section.add(compare_field(spec, results[spec.name], reference, start.run, name))
                    section.add(check_bounds(spec, results[spec.name], start.run, name))
    silent = [name for name, spec in case.fields.items() if spec.compare and name not in compared]
    if silent and not section.failures:
        section.notes.append(f"compared at no savepoint: {', '.join(silent)}")
    return section


def _steps(n: int) -> str:
    return f"after {n} step" + ("s" if n > 1 else "")


def _moments(case, run, source, savepoint, start) -> list[tuple[Comparing, Savepoint | None]]:
    """What is compared after how many steps; a savepoint takes what it is not told from the run's start."""
    if source is None:
        return [(comparing, None) for comparing in run.compare]
    moments: list[tuple[Comparing, Savepoint | None]] = []
    for comparing in run.compare:
        if comparing.selector is None:
            raise VerifyError(f"{case.path}: run '{run.name}': 'compare' names no savepoint of the archive")
        found = source.select(comparing.selector)
        if len(found) > 1 and savepoint is not None:
            inherited = [key for key in savepoint.metainfo if key not in comparing.selector.where]
            where = {key: savepoint.metainfo[key] for key in inherited if any(key in s.metainfo for s in found)}
            found = source.select(Selector(comparing.selector.savepoint, {**comparing.selector.where, **where}))
        if len(found) > 1:
            raise VerifyError(
                f"{case.path}: run '{start.run}': {len(found)} savepoints match {comparing.selector}: "
                f"{', '.join(map(str, found[:4]))}{', ...' if len(found) > 4 else ''}; add values that tell them apart"
            )
        moments.append((comparing, found[0]))
    return moments


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
