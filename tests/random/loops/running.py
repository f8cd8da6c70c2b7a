"""Batches of nests: written as one file, judged by `isotach explain`, compiled and run.

A batch is one module of nests after the module `pool`, and one program. The program prints a sum of what each nest left
in each case and mode: in order it has to be what the Python of the nest left, in the other modes the same.
"""

import dataclasses
import json
import os
import pathlib
import shutil
import subprocess

from loops import aliases, calls, control, data, nests, privates, reductions, subscripts, variants
from loops.memory import Clauses

ROOT = pathlib.Path(__file__).resolve().parents[3]
HERE = pathlib.Path(__file__).resolve().parent
MODULES = (subscripts, aliases, privates, reductions, calls, control)  # each registers its pieces
FLAGS = ["-fopenmp", "-fwrapv", "-ffree-line-length-none", "-fno-aggressive-loop-optimizations", "-w"]


def pieces() -> list[str]:
    return list(nests.PIECES)


@dataclasses.dataclass
class Verdict:
    verdict: str  # parallel, not_parallel, unknown
    clauses: Clauses
    reasons: list[str] = dataclasses.field(default_factory=list)


@dataclasses.dataclass
class Batch:
    number: int
    folder: pathlib.Path
    members: list[tuple[nests.Nest, nests.Known]]
    lines: dict[int, int] = dataclasses.field(default_factory=dict)  # line of the target by nest

    @property
    def source(self) -> pathlib.Path:
        return self.folder / "nests.f90"


def write(number: int, members: list, folder: pathlib.Path) -> Batch:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    batch = Batch(number, folder, members)
    out = (HERE / "pool.f90").read_text().splitlines()
    out += ["module nests", "  use pool", "  implicit none", "contains"]
    for nest, _ in members:
        batch.lines[nest.number] = len(out) + 1 + nest.target_line()
        out += nest.text()
    out.append("end module nests")
    batch.source.write_text("\n".join(out) + "\n")
    return batch


def alone(nest: nests.Nest) -> str:
    """A file with one nest."""
    text = (HERE / "pool.f90").read_text()
    return (
        text
        + "\n".join(["module nests", "  use pool", "  implicit none", "contains", *nest.text(), "end module nests"])
        + "\n"
    )


def program() -> str:
    return os.environ.get("ISOTACH_BINARY", str(ROOT / "build" / "check" / "bin" / "isotach"))


def explained(source: pathlib.Path, command: list[str] | None = None) -> dict[int, Verdict]:
    """The verdicts of `isotach explain` by line."""
    done = subprocess.run(
        [*(command or [program(), "explain"]), str(source), "--json"], capture_output=True, text=True, timeout=600
    )
    try:
        found = json.loads(done.stdout)
    except ValueError:
        raise RuntimeError(f"{source}: isotach explain ends with {done.returncode}: {done.stderr[-500:]}") from None
    return {loop["line"]: verdict_of(loop) for loop in found["loops"]}


def verdict_of(loop: dict) -> Verdict:
    names = {
        word: [str(name).lower() for name in loop.get(word + "s", [])]
        for word in ("private", "firstprivate", "lastprivate")
    }
    reductions_ = [(one["operator"].lower(), one["name"].lower()) for one in loop.get("reductions", [])]
    texts = [f"{one.get('kind', '')}: {one.get('text', '')}" for one in loop.get("reasons", [])]
    return Verdict(loop["verdict"], Clauses(**names, reduction=reductions_), texts)


def believed(batch: Batch) -> dict[int, Verdict]:
    """What somebody says who takes every loop for parallel, with the clauses that look right: a test of the oracle."""
    return {batch.lines[nest.number]: Verdict("parallel", nest.clauses) for nest, _ in batch.members}


def compiled(batch: Batch, said: dict[int, Clauses], optimise: str = "-O0") -> dict[tuple[int, int, int], int]:
    """Sums by nest, case and mode; `said` has the nests whose loop runs in other orders, by number."""
    folder = batch.folder
    out = ["module variants", "  use pool", "  use nests", "  use drawing", "  implicit none", "contains"]
    for nest, _ in batch.members:
        if nest.number in said:
            out += [*variants.reordered(nest, said[nest.number]), "", *variants.threaded(nest, said[nest.number]), ""]
    (folder / "variants.f90").write_text("\n".join([*out, "end module variants"]) + "\n")
    members = [nest for nest, _ in batch.members]
    (folder / "driver.f90").write_text(variants.driver(members, said, "nests", len(data.CASES)))
    shutil.copy(HERE / "drawing.f90", folder)
    files = ["drawing.f90", "nests.f90", "variants.f90", "driver.f90"]
    commands = [["gfortran", *FLAGS, "-O0" if file == "driver.f90" else optimise, "-c", file] for file in files]
    commands.append(["gfortran", "-fopenmp", "-o", "driver", *(file.replace(".f90", ".o") for file in files)])
    for command in commands:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"{folder}: {done.stderr[:3000]}")
    done = subprocess.run(
        ["./driver"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=600,
        env=os.environ | {"OMP_NUM_THREADS": "4", "OMP_DYNAMIC": "false"},
    )
    sums = {}
    for line in done.stdout.splitlines():
        number, case, mode, total = map(int, line.split())
        sums[number, case, mode] = total
    if done.returncode:
        sums[-1, 0, 0] = done.returncode
    return sums


@dataclasses.dataclass
class Row:
    """What is known of one nest."""

    number: int
    pieces: list[str]
    unsafe: str
    label: str
    verdict: str
    wrong: str = ""
    timid: bool = False
    reasons: list[str] = dataclasses.field(default_factory=list)
    text: str = ""
    line: int = 0


def judge(batch: Batch, verdicts: dict[int, Verdict], optimise: str | None = "-O0") -> list[Row]:
    """Each verdict against the log, the Python in other orders, and (`optimise`) the compiled program."""
    rows, said = [], {}
    for nest, known in batch.members:
        verdict = verdicts.get(batch.lines[nest.number])
        row = Row(nest.number, nest.pieces, nest.unsafe, nest.label, verdict.verdict if verdict else "missing")
        rows.append(row)
        row.text, row.line = "\n".join(nest.text()), nest.target_line()
        if not verdict:
            row.wrong = "no verdict at this line"
            continue
        row.reasons = verdict.reasons
        if verdict.verdict == "parallel":
            clauses = nests.with_counters(nest, verdict.clauses)
            row.wrong = known.wrong(nest, clauses)
            if not variants.expressible(nest, clauses):
                row.wrong = row.wrong or f"a clause names what is not a variable: {sorted(clauses.names())}"
            if not row.wrong:
                said[nest.number] = clauses
        for inner in nests.inner_loops(nest):
            line = batch.lines[nest.number] + inner.procedure.target - nest.procedure.target
            other = verdicts.get(line)
            if row.wrong or not other or other.verdict != "parallel":
                continue
            if problem := nests.known(inner).wrong(inner, nests.with_counters(inner, other.clauses)):
                row.wrong = f"line {inner.procedure.lines[inner.procedure.target].strip()}: {problem}"
        row.timid = verdict.verdict != "parallel" and nest.label == "safe"
    if optimise:
        by_number = {row.number: row for row in rows}
        sums = compiled(batch, said, optimise)
        if (-1, 0, 0) in sums:
            raise RuntimeError(f"{batch.folder}/driver ends with {sums[-1, 0, 0]}")
        for nest, known in batch.members:
            row = by_number[nest.number]
            for case, expected in enumerate(known.expected):
                if sums[nest.number, case, 0] != data.hashed(expected):
                    row.wrong = row.wrong or f"case {case}: gfortran in order and Python differ (a fault of the oracle)"
                for mode in range(1, 5):
                    if nest.number in said and sums[nest.number, case, mode] != sums[nest.number, case, 0]:
                        row.wrong = row.wrong or f"case {case}: other results, {variants.MODES[mode]}"
    return rows
