"""isotach.explain: what `isotach explain` says of loops, as data."""

import json
import os
import subprocess
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from ._binary import IsotachError, binary, environment


class ExplainError(IsotachError):
    """The files could not be read; the text is the tool's."""


class SharedArgumentWarning(UserWarning):
    """A call gives one variable two names and changes it, which verdicts take for excluded."""


@dataclass(frozen=True)
class Access:
    """One of the accesses that a reason is about: ``text`` (as ``a(i-1)``) on ``line`` of ``file``."""

    file: str
    line: int
    text: str
    write: bool


@dataclass(frozen=True)
class Reason:
    """Why a loop is not parallel, or not known to be.

    ``kind`` is ``flow``, ``anti`` or ``output`` (two accesses of different iterations clash), ``control``, ``call``,
    ``io``, ``alias``, ``sync``, ``too_many`` or ``unknown``. ``distance`` counts iterations and is empty when it
    varies; ``iterations`` gives the values of counters, at both accesses, and of what does not change, where they
    clash.
    """

    kind: str
    text: str
    what_would_settle: str
    first: Access | None = None
    second: Access | None = None
    distance: list[int] = field(default_factory=list)
    direction: str = ""
    iterations: dict[str, list[int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Reduction:
    """``name`` is combined over the iterations by ``operator`` (``+``, ``max``, ``.and.`` ...).

    With ``maxloc`` and ``minloc``, which directives do not have and for which a loop is not parallel, ``locations`` are
    the variables that say where the extreme is; without any, ``name`` says it itself.
    """

    operator: str
    name: str
    locations: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Loop:
    """A loop and its verdict.

    With ``"parallel"``, all iterations may run in any order when the variables of ``privates``, ``firstprivates`` and
    ``lastprivates`` have a copy in each and those of ``reductions`` are combined: OpenMP's clauses of these names.
    ``directive`` is 0 unless directives are trusted and nothing is proved parallel: then the line of what says that it is.
    With ``"parallel"`` this is by its word, with its clauses; with ``"not_parallel"`` it contradicts the proof.
    """

    file: str
    line: int
    end_line: int
    procedure: str
    variable: str
    verdict: Literal["parallel", "not_parallel", "unknown"]
    privates: list[str]
    firstprivates: list[str]
    lastprivates: list[str]
    reductions: list[Reduction]
    reasons: list[Reason]
    directive: int = 0


def _access(data: dict | None) -> Access | None:
    return Access(**data) if data else None


def _reason(data: dict) -> Reason:
    return Reason(**{**data, "first": _access(data.get("first")), "second": _access(data.get("second"))})


def explain(
    *paths: str | os.PathLike,
    include_dirs: Sequence[str | os.PathLike] = (),
    defines: Sequence[str] = (),
    view_only: bool = False,
    trust_directives: bool = False,
) -> list[Loop]:
    """Says of each loop whether its iterations may run at the same time, and why, as `isotach explain` does.

    Parameters
    ----------
    paths
        Fortran files, ``"FILE:LINE"`` for one loop, or folders.
    include_dirs
        Folders in which modules, procedures and included files are looked for.
    defines
        Preprocessor macros, ``"NAME"`` or ``"NAME=VALUE"``.
    view_only
        Look at the branches of ``#if`` that are taken, and at no others.
    trust_directives
        Take what is unknown for parallel where a directive of the source or DO CONCURRENT says so.

    Returns
    -------
    list[Loop]
        In the order of the files and lines.

    Raises
    ------
    ExplainError
        A file cannot be read or has errors.

    Warns
    -----
    SharedArgumentWarning
        A call breaks what the verdicts assume of arguments, for certain.
    """
    command = [binary(), "explain", "--json", *(["--view-only"] if view_only else [])]
    command += ["--trust-directives"] if trust_directives else []
    for folder in include_dirs:
        command += ["-I", os.fspath(folder)]
    for define in defines:
        command += ["-D", define]
    command += ["--", *(os.fspath(path) for path in paths)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace", stdin=subprocess.DEVNULL,
                          env=environment())  # fmt: skip
    if done.returncode != 0:
        raise ExplainError(done.stderr.strip() or f"isotach explain ended with {done.returncode}")
    answer = json.loads(done.stdout)
    for call in answer["warnings"]:
        changed = call["changed"]
        text = f"{call['file']}:{call['line']}: {call['text']} (changed at {changed['file']}:{changed['line']})"
        warnings.warn(text, SharedArgumentWarning, stacklevel=2)
    return [
        Loop(**{**loop, "reductions": [Reduction(**reduction) for reduction in loop["reductions"]],
                "reasons": [_reason(reason) for reason in loop["reasons"]]})
        for loop in answer["loops"]
    ]  # fmt: skip
