"""Judges one field: which values differ by more than is allowed, and which is the worst of them.

ULP distances are differences of the bit patterns read as integers that are ordered as the numbers are, so they count
representable numbers between two values, also across zero.
"""

from dataclasses import dataclass, field

import numpy as np

from .case import Field, Tolerance

_LOOSE = 0.1  # a relative tolerance grown beyond this is worth a note


@dataclass
class Comparison:
    """One field at one moment. Indices are those of Python, from 0."""

    run: str
    savepoint: str
    field: str
    units: str
    dims: tuple[str, ...]
    values: int
    differing: int
    passed: bool
    absolute: float = 0.0  # largest difference
    relative: float = 0.0  # largest difference over the reference's magnitude, where that is not 0
    ulp: int | None = 0  # largest distance in representable numbers; None for integers
    used: float = 0.0  # largest share of what is allowed; above 1 differs
    allowed: str = ""
    index: tuple[int, ...] = ()  # of the worst value
    result: float | None = None
    reference: float | None = None
    reason: str = ""
    neighbours: list = field(default_factory=list)  # (dimension, [(index, result, reference), ...])
    loose: bool = False  # the tolerance grew with the machine epsilon until it says little
    arrays: tuple | None = None  # (result, reference, mask of what differs), kept for the picture when it fails

    @property
    def name(self) -> str:
        return f"{self.run}/{self.savepoint}/{self.field}"

    def fortran_index(self, index=None) -> str:
        """`(3,40)`, counted from 1."""
        index = self.index if index is None else index
        return "(" + ",".join(str(i + 1) for i in index) + ")" if self.dims else ""

    def python_index(self) -> str:
        return "[" + ", ".join(str(i) for i in self.index) + "]" if self.dims else ""


def coarser(a: np.dtype, b: np.dtype) -> np.dtype:
    """Of two kinds of real the one with fewer digits; otherwise what holds both."""
    if a.kind == b.kind == "f":
        return a if np.finfo(a).eps > np.finfo(b).eps else b
    return np.promote_types(a, b)


def effective_tolerance(tolerance: Tolerance, declared: np.dtype, compared: np.dtype) -> Tolerance:
    """What is allowed when values are compared with fewer digits than the field is declared with.

    `single` where it is given, else both shares grow with the machine epsilon; ULPs are those of the fewer digits.
    """
    if declared.kind != "f" or compared.kind != "f" or compared.itemsize >= declared.itemsize:
        return tolerance
    if compared.itemsize == 4 and tolerance.single:
        return tolerance.single
    growth = float(np.finfo(compared).eps) / float(np.finfo(declared).eps)
    grown = [None if value is None else value * growth for value in (tolerance.absolute, tolerance.relative)]
    return Tolerance(absolute=grown[0], relative=grown[1], ulp=tolerance.ulp)


def ulp_distance(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Representable numbers from a to b, for finite reals of one kind; saturates at 2**63 - 1."""
    integer = {4: np.int32, 8: np.int64}[a.dtype.itemsize]
    lowest = np.iinfo(integer).min

    def ordered(x):
        bits = np.ascontiguousarray(x).view(integer)
        return np.where(bits < 0, lowest - bits, bits).astype(np.int64)

    x, y = ordered(a), ordered(b)
    low, high = np.minimum(x, y), np.maximum(x, y)
    distance = high.astype(np.uint64) - low.astype(np.uint64)  # modulo 2**64, hence right for mixed signs too
    return np.minimum(distance, np.uint64(np.iinfo(np.int64).max)).astype(np.int64)


def compare_field(spec: Field, result: np.ndarray, reference: np.ndarray, run: str, savepoint: str) -> Comparison:
    """Compares values of one shape; NaN and infinities by the field's rule `nonfinite`."""
    declared = np.dtype(spec.dtype)
    dtype = coarser(result.dtype, reference.dtype)
    with np.errstate(over="ignore"):
        result, reference = np.asarray(result, dtype=dtype), np.asarray(reference, dtype=dtype)
    tolerance = effective_tolerance(spec.tolerance, declared, dtype)
    dims = tuple(str(extent) for extent in spec.dims)
    outcome = Comparison(run, savepoint, spec.name, spec.units, dims, result.size, 0, True, allowed=str(tolerance))
    outcome.loose = tolerance not in (spec.tolerance, spec.tolerance.single) and (tolerance.relative or 0) > _LOOSE
    if result.size == 0:
        return outcome
    if not result.ndim:
        result, reference = np.atleast_1d(result), np.atleast_1d(reference)

    finite = np.ones(result.shape, dtype=bool)
    mismatch = np.zeros(result.shape, dtype=bool)  # NaN or infinity where the other has none, or another one
    wide = dtype
    if dtype.kind == "f":
        finite = np.isfinite(result) & np.isfinite(reference)
        same = (np.isnan(result) & np.isnan(reference)) | (result == reference)
        if spec.nonfinite == "ignore":
            mismatch = ~finite & np.isfinite(reference)
        elif spec.nonfinite == "match":
            mismatch = ~finite & ~same
        else:
            mismatch = ~finite
        wide = np.dtype("float64")
    elif dtype.kind in "bi":
        wide = np.dtype("float64") if dtype.itemsize < 8 else np.dtype("longdouble")
    a, b = np.where(finite, result, 0).astype(wide), np.where(finite, reference, 0).astype(wide)
    with np.errstate(over="ignore"):
        difference = np.abs(a - b)
    magnitude = np.abs(b)

    good = difference == 0
    allowed = np.zeros(result.shape, dtype=wide)
    if tolerance.absolute is not None:
        good |= difference <= tolerance.absolute
        allowed = np.maximum(allowed, tolerance.absolute)
    if tolerance.relative is not None:
        good |= difference <= tolerance.relative * magnitude
        allowed = np.maximum(allowed, tolerance.relative * magnitude)
    if dtype.kind == "f":
        ulps = ulp_distance(np.where(finite, result, 0).astype(dtype), np.where(finite, reference, 0).astype(dtype))
        outcome.ulp = int(ulps.max())
        if tolerance.ulp is not None:
            good |= ulps <= tolerance.ulp
            spacing = np.spacing(np.where(finite, np.abs(reference), 1).astype(dtype)).astype(wide)
            allowed = np.maximum(allowed, tolerance.ulp * spacing)
    else:
        outcome.ulp = None

    differs = (~good & finite) | mismatch
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        share = np.where(difference > 0, difference / allowed, 0.0)
        outcome.relative = float(np.max(np.where(magnitude > 0, difference / magnitude, 0.0)))
    # A value that one criterion lets pass has used at most all of what is allowed, whatever rounding says.
    share = np.where(good, np.minimum(share, 1.0), share)
    outcome.absolute = float(difference.max())
    outcome.used = float(share.max())
    outcome.differing = int(differs.sum())
    outcome.passed = outcome.differing == 0

    # The worst: a NaN or infinity before anything else, then the largest share, then the largest difference.
    rank = np.where(mismatch, np.inf, np.where(np.isinf(share), np.finfo(float).max, share))
    candidates = np.flatnonzero(np.ravel(rank == rank.max()))
    worst = candidates[int(np.argmax(np.ravel(difference)[candidates]))]
    outcome.index = tuple(int(i) for i in np.unravel_index(worst, result.shape))
    outcome.result, outcome.reference = _number(result[outcome.index]), _number(reference[outcome.index])
    if not outcome.passed:
        if mismatch.any():
            outcome.used = float("inf")
            outcome.reason = _nonfinite_reason(result, reference, int(mismatch.sum()))
        outcome.neighbours = _neighbours(result, reference, outcome.index, dims)
        outcome.arrays = (result, reference, differs)
    return outcome


def check_bounds(spec: Field, result: np.ndarray, run: str, savepoint: str) -> Comparison | None:
    """A comparison that failed because values left the field's bounds, or None."""
    if spec.bounds is None:
        return None
    low, high = spec.bounds
    outside = ~((result >= low) & (result <= high))
    if not outside.any():
        return None
    distance = np.where(np.isnan(result), np.inf, np.maximum(low - result, result - high))
    index = tuple(int(i) for i in np.unravel_index(int(np.argmax(distance)), result.shape))
    return Comparison(
        run, savepoint, spec.name, spec.units, tuple(str(extent) for extent in spec.dims), result.size,
        int(outside.sum()), False, used=float("inf"), allowed=f"{low:g} to {high:g}", index=index,
        result=_number(result[index]), reason=f"outside its bounds {low:g} to {high:g}",
        neighbours=_neighbours(result, None, index, tuple(str(extent) for extent in spec.dims)))  # fmt: skip


def _number(value):
    return value.item() if hasattr(value, "item") else value


def _nonfinite_reason(result, reference, count: int) -> str:
    only_result = int((~np.isfinite(result) & np.isfinite(reference)).sum())
    only_reference = int((np.isfinite(result) & ~np.isfinite(reference)).sum())
    both = count - only_result - only_reference
    parts = []
    if only_result:
        parts.append(f"{only_result} NaN or infinite in the module alone")
    if only_reference:
        parts.append(f"{only_reference} in the reference alone")
    if both > 0:
        parts.append(f"{both} in both")
    return ", ".join(parts)


def _neighbours(result, reference, index, dims):
    rows = []
    for axis, name in enumerate(dims):
        entries = []
        for i in range(max(index[axis] - 1, 0), min(index[axis] + 2, result.shape[axis])):
            at = (*index[:axis], i, *index[axis + 1 :])
            entries.append((at, _number(result[at]), None if reference is None else _number(reference[at])))
        rows.append((name, entries))
    return rows
