"""The outcome of a verification: a table, details of what differs, JSON and JUnit XML."""

import math
import os
import sys
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field
from pathlib import Path

from .case import Case
from .compare import Comparison

_SHOWN = 6  # differing fields told in full


@dataclass
class Failure:
    """A run that did not get to its end."""

    run: str
    message: str


@dataclass
class Section:
    """All comparisons with one reference."""

    reference: str
    runs: int = 0
    comparisons: list[Comparison] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    small: list[Comparison] = field(default_factory=list)  # what differs in a failing set that was made small

    def add(self, comparison: Comparison | None):
        if comparison is not None:
            self.comparisons.append(comparison)

    @property
    def passed(self) -> bool:
        return not self.failures and all(comparison.passed for comparison in self.comparisons)


class Report:
    """What a verification found. True when everything passed."""

    def __init__(self, case: Case, module: str):
        self.case, self.module = case, module
        self.sections: list[Section] = []
        self.seed: int | None = None
        self.notes: list[str] = []
        self.files: list[str] = []

    def __bool__(self):
        return self.passed

    @property
    def passed(self) -> bool:
        return all(section.passed for section in self.sections)

    @property
    def comparisons(self) -> list[Comparison]:
        """One for each field at each savepoint or set."""
        return [comparison for section in self.sections for comparison in section.comparisons]

    @property
    def failures(self) -> list[Failure]:
        """Runs in which a procedure raised."""
        return [failure for section in self.sections for failure in section.failures]

    # Text -----------------------------------------------------------------------------------------

    def text(self, colour: bool = False, brief: bool = False) -> str:
        """Table of all fields, then what differs, then the verdict. `brief`: one line for a reference that is met."""
        lines = [f"{self.case.title}: {self.module}"]
        for section in self.sections:
            runs = f"{section.runs} run" + ("s" if section.runs != 1 else "")
            if brief and section.passed and section.comparisons:
                worst = max(section.comparisons, key=lambda comparison: comparison.used)
                most = f"at most {100 * worst.used:.1f} % of what is allowed" + (
                    f" ({worst.field})" if worst.used else ""
                )
                lines.append(f"  against {section.reference}: {runs}, {len(section.comparisons)} comparisons, {most}")
                continue
            moments = len({(c.run, c.savepoint) for c in section.comparisons})
            times = "once" if moments == 1 else f"{moments} times"
            lines += ["", f"against {section.reference} ({runs}, compared {times})"]
            lines += _table(section.comparisons, colour)
            differing = [comparison for comparison in section.comparisons if not comparison.passed]
            for comparison in differing[:_SHOWN]:
                lines += ["", *_detail(comparison)]
            if len(differing) > _SHOWN:
                lines += ["", f"... and {len(differing) - _SHOWN} more; --json and --junit have all"]
            for failure in section.failures:
                lines += ["", f"{failure.run}: {failure.message}"]
            for comparison in section.small[:2]:
                lines += ["", *_detail(comparison)]
            loose = sorted({comparison.field for comparison in section.comparisons if comparison.loose})
            if loose:
                lines += [
                    "",
                    f"tolerances grown to single precision say little of: {', '.join(loose)}; give tolerance.single",
                ]
            if section.notes:
                lines += ["", *section.notes]
        lines += ["", *self.notes] if self.notes else []
        bad = sum(not comparison.passed for comparison in self.comparisons)
        total = len(self.comparisons)
        if self.passed:
            verdict = _paint(f"PASS: all {total} comparisons are within their tolerances", "32", colour)
        else:
            parts = [f"{bad} of {total} comparisons differ"] if bad else []
            if self.failures:
                count = len(self.failures)
                parts.append(f"{count} run{'s' if count > 1 else ''} ended early")
            verdict = _paint("FAIL: " + ", ".join(parts), "31", colour)
        return "\n".join([*lines, "", verdict])

    def print(self, out=None, brief: bool = False):
        """Prints the text; in colour on a terminal, unless NO_COLOR is set."""
        out = out or sys.stdout
        print(self.text(out.isatty() and "NO_COLOR" not in os.environ, brief), file=out)

    # Data -----------------------------------------------------------------------------------------

    def to_dict(self) -> dict:
        """Everything as plain values, as `isotach verify --json` prints it; indices count from 0."""
        sections = []
        for section in self.sections:
            every = [[
                {
                    "run": c.run, "savepoint": c.savepoint, "field": c.field, "units": c.units, "passed": c.passed,
                    "values": c.values, "differing": c.differing, "absolute": _plain(c.absolute), "relative": _plain(c.relative),
                    "ulp": c.ulp, "used": _plain(c.used), "allowed": c.allowed, "dims": list(c.dims), "index": list(c.index),
                    "result": _plain(c.result), "reference": _plain(c.reference), "reason": c.reason,
                }
                for c in comparisons
            ] for comparisons in (section.comparisons, section.small)]  # fmt: skip
            sections.append({
                "reference": section.reference, "passed": section.passed, "runs": section.runs, "comparisons": every[0],
                "made_small": every[1],
                "failures": [{"run": f.run, "message": f.message} for f in section.failures],
                "notes": section.notes, "files": section.files,
            })  # fmt: skip
        return {"case": str(self.case.path), "title": self.case.title, "module": self.module, "seed": self.seed,
                "passed": self.passed, "sections": sections, "notes": self.notes, "files": self.files}  # fmt: skip

    def write_junit(self, path):
        """One test case for each field at each savepoint."""
        suites = ElementTree.Element("testsuites", name="isotach verify")
        for section in self.sections:
            failed = sum(not comparison.passed for comparison in section.comparisons)
            suite = ElementTree.SubElement(
                suites, "testsuite", name=f"{self.case.title} against {section.reference}",
                tests=str(len(section.comparisons) + len(section.failures)), failures=str(failed),
                errors=str(len(section.failures)))  # fmt: skip
            for comparison in section.comparisons:
                test = ElementTree.SubElement(suite, "testcase", classname=f"{self.case.path.stem}.{comparison.run}",
                                              name=f"{comparison.savepoint}/{comparison.field}")  # fmt: skip
                if not comparison.passed:
                    lines = _detail(comparison)
                    ElementTree.SubElement(test, "failure", message=lines[0]).text = "\n".join(lines)
            for failure in section.failures:
                test = ElementTree.SubElement(
                    suite, "testcase", classname=f"{self.case.path.stem}.{failure.run}", name="run"
                )
                ElementTree.SubElement(test, "error", message=failure.message)
        write_xml(suites, path)


def write_xml(root: ElementTree.Element, path):
    """Writes a document, its folder too; characters that XML forbids become a question mark."""
    for element in root.iter():
        for key, value in element.attrib.items():
            element.set(key, _xml_text(value))
        element.text = _xml_text(element.text) if element.text else element.text
    ElementTree.indent(root)
    Path(path).absolute().parent.mkdir(parents=True, exist_ok=True)
    ElementTree.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)


def _xml_text(text: str) -> str:
    return "".join(c if c in "\t\n\r" or ord(c) >= 32 else "?" for c in text)


def _plain(value):
    """JSON has neither NaN nor infinity."""
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value


def _paint(text: str, code: str, colour: bool) -> str:
    return f"\033[{code}m{text}\033[0m" if colour else text


def _figure(value: float) -> str:
    return "0" if value == 0 else f"{value:.2e}"


def _ulp_text(value: int | None) -> str:
    if value is None:
        return "-"
    return str(value) if value < 1_000_000 else f"{value:.1e}"


def _table(comparisons: list[Comparison], colour: bool) -> list[str]:
    """One line for each field: the largest figures of all its comparisons."""
    fields: dict[str, list[Comparison]] = {}
    for comparison in comparisons:
        fields.setdefault(comparison.field, []).append(comparison)
    rows = [("field", "units", "values", "differ", "absolute", "relative", "ULP", "of allowed", "", True)]
    for name, entries in fields.items():
        used = max(entry.used for entry in entries)
        ulps = [entry.ulp for entry in entries if entry.ulp is not None]
        passed = all(entry.passed for entry in entries)
        rows.append((
            name, entries[0].units or "1", str(sum(entry.values for entry in entries)),
            str(sum(entry.differing for entry in entries)), _figure(max(entry.absolute for entry in entries)),
            _figure(max(entry.relative for entry in entries)), _ulp_text(max(ulps) if ulps else None),
            "beyond" if math.isinf(used) else f"{100 * used:.1f} %" if used < 10 else f"{used:.1e} x",
            "PASS" if passed else "FAIL", passed))  # fmt: skip
    widths = [max(len(row[i]) for row in rows) for i in range(8)]
    lines = []
    for row in rows:
        cells = [f"{row[i]:<{widths[i]}}" if i < 2 else f"{row[i]:>{widths[i]}}" for i in range(8)]
        word = _paint(row[8], "32" if row[9] else "31", colour) if row[8] else ""
        lines.append(("  " + "  ".join([*cells, word])).rstrip())
    return lines


def _value(value) -> str:
    if value is None:
        return "-"
    return repr(value) if isinstance(value, float) else str(value)


def _detail(c: Comparison) -> list[str]:
    units = f" {c.units}" if c.units else ""
    at = f"{c.field}{c.fortran_index()}"
    python = f", in Python {c.field}{c.python_index()}" if c.dims else ""
    lines = [f"{c.run}, {c.savepoint}: {at}{python}: {_value(c.result)}{units}"]
    if c.reference is not None:
        lines[0] += f", reference {_value(c.reference)}"
        difference = (
            abs(c.result - c.reference)
            if math.isfinite(float(c.result)) and math.isfinite(float(c.reference))
            else math.nan
        )
        lines.append(
            f"  difference {difference:.3e}{units}, allowed: {c.allowed}; {c.differing} of {c.values} values differ"
        )
    else:
        lines.append(f"  {c.reason}; {c.differing} of {c.values} values")
    if c.reason and c.reference is not None:
        lines.append(f"  {c.reason}")
    width = max((len(c.fortran_index(index)) for _, entries in c.neighbours for index, _, _ in entries), default=0)
    for name, entries in c.neighbours:
        second = f"  {'reference':>24}" if c.reference is not None else ""
        lines.append(f"  {f'along {name}':<{len(c.field) + width + 4}}{'module':>24}{second}")
        for index, result, reference in entries:
            mark = ">" if index == c.index else " "
            text = f"  {mark} {c.field}{c.fortran_index(index):<{width}}  {_value(result):>24}"
            lines.append(text + (f"  {_value(reference):>24}" if reference is not None else ""))
    return lines
