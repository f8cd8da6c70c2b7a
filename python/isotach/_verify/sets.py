"""Random sets: start values drawn inside declared ranges, run on two builds; a failing one is made small and kept.

A set takes a run's start, and draws anew every field that declares a range. Set i of seed s depends on (s, i) alone,
so a set can be drawn again without those before it.
"""

import json
import shlex
import zlib
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from . import VerifyError
from .archives import Source
from .case import Case, Comparing, Field
from .compare import Comparison, check_bounds, compare_field
from .execution import CallFailed, Program, Start, fields_to_compare, round_to_common, shape_of, starts_of
from .report import Failure, Section

_KNOTS = 6  # of a smooth profile
_HALVINGS = 8


def new_seed() -> int:
    """A seed to draw and to tell."""
    return int(np.random.SeedSequence().entropy % 2**31)


def draw(spec: Field, shape: tuple[int, ...], random: np.random.Generator) -> np.ndarray:
    """Values inside a field's range: independent, or linear between few knots along one dimension."""
    assert spec.range is not None
    low, high = spec.range
    if not spec.dtype.startswith("float"):
        return np.asfortranarray(random.integers(int(low), int(high), size=shape, endpoint=True).astype(spec.dtype))
    if spec.scale == "log":
        low, high = np.log(low), np.log(high)
    axis = [extent.name for extent in spec.dims].index(spec.smooth) if spec.smooth else -1
    if axis >= 0 and shape[axis] > 1:
        knots = min(_KNOTS, shape[axis])
        values = random.uniform(low, high, (*shape[:axis], knots, *shape[axis + 1 :]))
        place = np.linspace(0, knots - 1, shape[axis])
        below = np.minimum(place.astype(int), knots - 2) if knots > 1 else np.zeros(len(place), dtype=int)
        weight = (place - below).reshape([-1 if i == axis else 1 for i in range(len(shape))])
        values = values.take(below, axis) * (1 - weight) + values.take(below + 1, axis) * weight
    else:
        values = random.uniform(low, high, shape)
    if spec.scale == "log":
        values = np.exp(values)
    # Rounding must not leave the range.
    return np.asfortranarray(np.clip(values, *spec.range).astype(spec.dtype))


@dataclass
class RandomSet:
    """A random start beside the nominal one that it was drawn over."""

    number: int
    start: Start
    nominal: Start
    run: str


def draw_set(case: Case, starts: list[tuple[str, Start]], seed: int, number: int) -> RandomSet:
    """Set `number` of a seed."""
    run, nominal = starts[(number - 1) % len(starts)]
    nominal = _resize(case, nominal)
    values = dict(nominal.values)
    for name, spec in case.fields.items():
        if spec.range is not None:
            # A field's own stream: declaring another field does not change what this one gets.
            random = np.random.default_rng([seed, number, zlib.crc32(name.encode())])
            values[name] = draw(spec, shape_of(spec, nominal.dims), random)
    return RandomSet(number, replace(nominal, run=f"set {number} ({run})", values=values), nominal, run)


def _resize(case: Case, start: Start) -> Start:
    """Other extents for random sets: columns of the start, repeated in turn."""
    dims, values = {**start.dims, **case.random.dims}, dict(start.values)
    for name, size in case.random.dims.items():
        for key, spec in case.fields.items():
            axis = _axis(spec, name)
            if axis is not None:
                values[key] = values[key].take(np.arange(size) % values[key].shape[axis], axis)
    return replace(start, dims=dims, values=values)


def _axis(spec: Field, dim: str) -> int | None:
    names = [extent.name for extent in spec.dims]
    return names.index(dim) if dim in names else None


def compare_programs(case: Case, program: Program, other: Program, start: Start, steps: list[int]) -> list[Comparison]:
    """All fields after each of the steps, in both programs."""
    start = round_to_common(start, (program, other))
    captured = program.run(start, steps)
    references = other.run(start, steps)
    outcome = []
    for step in steps:
        name = f"after {step} step" + ("s" if step > 1 else "")
        for spec in fields_to_compare(case, Comparing(step, None, None), None, None):
            result = captured[step][spec.name]
            outcome.append(compare_field(spec, result, references[step][spec.name], start.run, name))
            outside = check_bounds(spec, result, start.run, name)
            if outside:
                outcome.append(outside)
    return outcome


def run_sets(case: Case, program: Program, other: Program, source: Source | None, count: int, seed: int,
             output, command: tuple[str, ...]) -> Section:  # fmt: skip
    """Draws and runs sets until one fails; that one is shrunk and, with an output folder, saved."""
    section = Section(f"{other.name}, random sets, seed {seed}")
    if not any(spec.range for spec in case.fields.values()):
        raise VerifyError(f"{case.path}: random sets need a field with a 'range'; none is declared")
    runs = [run for run in case.runs if case.random.runs is None or run.name in case.random.runs]
    starts = [(start.run, start) for run in runs for _, start in starts_of(case, run, source)]
    for number in range(1, count + 1):
        drawn = draw_set(case, starts, seed, number)
        section.runs += 1
        try:
            comparisons = compare_programs(case, program, other, drawn.start, case.random.steps)
        except CallFailed as error:
            section.failures.append(Failure(drawn.start.run, str(error)))
            _keep(section, case, drawn, case.random.steps, f"{error}", output, command)
            break
        for comparison in comparisons:
            section.add(comparison)
        if not all(comparison.passed for comparison in comparisons):
            small, steps, told = shrink(case, program, other, drawn)
            small.start.run = f"{drawn.start.run}, made small"
            section.small = [c for c in compare_programs(case, program, other, small.start, steps) if not c.passed]
            section.notes.append(f"set {number} fails and was made small: {told}")
            _keep(section, case, small, steps, told, output, command)
            break
    return section


def shrink(case: Case, program: Program, other: Program, failing: RandomSet) -> tuple[RandomSet, list[int], str]:
    """Fewer steps, fewer columns, fewer fields that are random, these nearer to nominal: as far as it still fails."""
    steps = list(case.random.steps)

    def failures(start: Start, at: list[int]) -> list[Comparison]:
        try:
            return [c for c in compare_programs(case, program, other, start, at) if not c.passed]
        except (CallFailed, VerifyError):
            return []  # another failure than the one to explain

    def fails(start: Start) -> bool:
        return bool(failures(start, steps))

    for fewer in sorted({1, *steps}):
        if failures(failing.start, [fewer]):
            steps = [fewer]
            break
    start, nominal = failing.start, failing.nominal
    told = [f"{steps[-1]} step" + ("s" if steps[-1] > 1 else "")]

    for dim in case.random.shrink:
        size = start.dims[dim]
        worst = next(
            (c for c in failures(start, steps) if _axis(case.fields[c.field], dim) is not None and c.index),
            None,
        )
        candidates = [np.arange(size // 2), np.arange(size // 2, size)]
        if worst:
            i = worst.index[_axis(case.fields[worst.field], dim)]
            candidates.insert(0, np.arange(i, i + 1))
        for chosen in candidates:
            if 0 < len(chosen) < size and fails(_cut(case, start, dim, chosen)):
                start, nominal = _cut(case, start, dim, chosen), _cut(case, nominal, dim, chosen)
                break
        told.append(f"{dim} = {start.dims[dim]} of {size}")

    kept = []
    for name, spec in case.fields.items():
        if spec.range is None:
            continue
        without = replace(start, values={**start.values, name: nominal.values[name]})
        if fails(without):
            start = without
        else:
            kept.append(name)
    for name in kept:
        if not case.fields[name].dtype.startswith("float"):
            continue
        for _ in range(_HALVINGS):
            values = start.values[name] + 0.5 * (nominal.values[name] - start.values[name])
            nearer = replace(
                start,
                values={**start.values, name: np.asfortranarray(values.astype(start.values[name].dtype))},
            )
            if not fails(nearer):
                break
            start = nearer
    told.append(f"random: {', '.join(kept)}" if kept else "all fields nominal")
    return replace(failing, start=start, nominal=nominal), steps, "; ".join(told)


def _cut(case: Case, start: Start, dim: str, chosen: np.ndarray) -> Start:
    values = {}
    for name, value in start.values.items():
        axis = _axis(case.fields[name], dim)
        values[name] = value if axis is None else np.asfortranarray(value.take(chosen, axis))
    return replace(start, dims={**start.dims, dim: len(chosen)}, values=values)


# Kept sets ----------------------------------------------------------------------------------------


def _keep(section: Section, case: Case, kept: RandomSet, steps, told: str, output, command):
    if output is None:
        section.notes.append("give an output folder to keep the set")
        return
    folder = Path(output)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{case.path.stem}-set-{kept.number}.npz"
    about = {"case": case.title, "run": kept.run, "steps": steps, "number": kept.number, "why": told,
             "parameters": kept.start.parameters, "dims": kept.start.dims}  # fmt: skip
    arrays = {f"start/{name}": value for name, value in kept.start.values.items()}
    np.savez_compressed(path, about=np.array(json.dumps(about)), **arrays)
    section.notes.append(f"kept in {path}; to repeat it:\n  {shlex.join([*command, '--repeat', str(path)])}")
    section.files.append(str(path))


def repeat_set(case: Case, program: Program, other: Program, path) -> Section:
    """Runs a kept set again."""
    try:
        with np.load(path, allow_pickle=False) as file:
            about = json.loads(str(file["about"]))
            values = {name[len("start/") :]: np.asfortranarray(file[name]) for name in file.files if name != "about"}
        start = Start(f"set {about['number']} ({about['run']})", values, about["parameters"], about["dims"])
        steps = [int(step) for step in about["steps"]]
    except OSError as error:
        raise VerifyError(f"cannot read the set '{path}': {error.strerror or error}") from None
    except Exception as error:
        raise VerifyError(f"'{path}' is no kept set: {error}") from None
    if set(values) != set(case.fields):
        odd = sorted(set(values) ^ set(case.fields))
        raise VerifyError(f"the set '{path}' is of another case: {', '.join(odd)} is in one of them alone")
    section = Section(f"{other.name}, kept set {path}", runs=1)
    try:
        for comparison in compare_programs(case, program, other, start, steps):
            section.add(comparison)
    except CallFailed as error:
        section.failures.append(Failure(start.run, str(error)))
    return section
