"""Verification of a module: against an archive, against another module, and with random sets."""

import contextlib
from types import ModuleType

from . import VerifyError, sets
from .archives import Savepoint, Source, open_archive
from .case import Case, Comparing, Selector, read_case
from .compare import check_bounds, compare_field
from .execution import CallFailed, Program, Progress, fields_to_compare, read_field, round_to_common, starts_of
from .modules import load_module
from .report import Failure, Report, Section


def _silent(_text: str):
    pass


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
