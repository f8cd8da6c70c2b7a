"""Edits real Fortran and checks what came out: tests/corpus/edit_sources.py [--limit N] FILE_OR_FOLDER...

Each source gets a directive before every loop, then one local variable renamed everywhere, then one statement moved. The
result must differ in those lines only, parse without a new error, and compile with gfortran where the source did.
Prints a table and every failure; the exit code is 1 when there was one, 2 when no source was found.
"""

from __future__ import annotations

import argparse
import collections
import dataclasses
import itertools
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

FORTRAN = {".f", ".for", ".f77", ".f90", ".f95", ".f03", ".f08"}
UNITS = {"MainProgram", "Procedure"}
TRIES = 5  # refused renames and moves before a file is left alone


def run(*command: str) -> subprocess.CompletedProcess:
    return subprocess.run(command, capture_output=True, text=True, errors="surrogateescape", check=False)


def nodes(tree: dict, above: tuple = ()):
    """Every node with the nodes above it, in order."""
    yield tree, above
    for value in tree.values():
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, dict):
                yield from nodes(child, (*above, tree))


class Source:
    def __init__(self, path: pathlib.Path, isotach: str, work: pathlib.Path, folders: list[pathlib.Path]):
        self.path, self.isotach, self.work = path, isotach, work
        self.folders = [path.parent, *folders]  # of include files and modules
        self.text = path.read_bytes()
        self.lines = self.text.splitlines(keepends=True)
        self.include = [f"-I{folder}" for folder in self.folders]
        dumped = run(isotach, "parse", "--dump=tree", "--json", *self.include, str(path))
        self.errors = dumped.returncode != 0 or "error:" in dumped.stderr
        self.tree = json.loads(dumped.stdout)[0] if dumped.stdout.strip().startswith("[") else {}
        self._compiles: bool | None = None

    def write(self, *options: str) -> tuple[bytes | None, str]:
        out = self.work / self.path.name
        out.unlink(missing_ok=True)
        done = run(self.isotach, "write", str(self.path), "-o", str(out), *self.include, *options)
        if done.returncode not in (0, 1):
            raise RuntimeError(
                f"isotach write {' '.join(options)} {self.path} ends with {done.returncode}: {done.stderr}"
            )
        return (out.read_bytes() if done.returncode == 0 else None), done.stderr

    def parses(self, text: bytes) -> bool:
        out = self.work / self.path.name
        out.write_bytes(text)
        return "error:" not in run(self.isotach, "parse", *self.include, str(out)).stderr

    def compiler_accepts(self, path: pathlib.Path) -> bool:
        done = run("gfortran", "-fsyntax-only", "-w", f"-J{self.work}", *self.include, str(path))
        return done.returncode == 0

    @property
    def compiles(self) -> bool:
        if self._compiles is None:
            self._compiles = bool(shutil.which("gfortran")) and self.compiler_accepts(self.path)
        return self._compiles

    def trouble(self, text: bytes) -> str | None:
        """What is wrong with an edited text besides its lines; None when nothing is."""
        if not self.parses(text):
            return "does not parse"
        if self.compiles and not self.compiler_accepts(self.work / self.path.name):
            return "does not compile, and the source does"
        return None


def directives(source: Source) -> tuple[bytes | None, str | None]:
    """A directive before every loop that takes one."""
    lines = {node["begin"]["range"][0] for node, _ in nodes(source.tree)
             if node["kind"] == "DoConstruct" and node.get("begin", {}).get("control", {}).get("loop") == "counted"}  # fmt: skip
    while lines:
        text, messages = source.write(*(f"--insert-acc={line}" for line in sorted(lines)))
        if text is not None:

            def plain(lines: list[bytes]) -> list[bytes]:
                return [line for line in lines if not re.match(rb"\s*[!cC*]\$acc", line, re.I)]

            same = plain(text.splitlines(keepends=True)) == plain(source.lines)
            return text, None if same else "other lines changed"
        refused = {
            int(line) for line in re.findall(rf"^{re.escape(str(source.path))}:(\d+):\d+: error", messages, re.M)
        }
        if not refused & lines:
            return text, f"no text, and no line to blame: {messages[:200]}"
        lines -= refused
    return None, None


def rename(source: Source) -> tuple[bytes | None, str | None]:
    """One local variable of a procedure under another name."""
    tries = 0
    for node, above in nodes(source.tree):
        if node["kind"] != "EntityDecl" or tries == TRIES:
            continue
        unit = next((up for up in reversed(above) if up["kind"] in ("Procedure", "Interface", "DerivedType")), None)
        if not unit or unit["kind"] != "Procedure":
            continue
        dummies = {argument.get("name") for argument in unit["begin"].get("arguments", [])}
        if node["name"] in dummies | {unit["begin"]["name"]}:
            continue
        tries += 1
        old, new = node["name"], node["name"] + "_renamed"
        text, _ = source.write(f"--rename-local={unit['begin']['name']}:{old}={new}")
        if text is None:
            continue

        # Blanks and continuation may differ on the lines that have the name; nothing else may.
        def squeezed(what: bytes) -> bytes:
            return re.sub(rb"[\s&]|\r?\n     \S", b"", what).lower()

        back = re.sub(re.escape(new.encode()), old.encode(), text, flags=re.I)
        if len(text.splitlines()) == len(source.lines):
            for was, now in zip(source.lines, text.splitlines(keepends=True), strict=True):
                if was != now and new.encode() not in now.lower():
                    return text, "other lines changed"
        same = squeezed(back) == squeezed(source.text)
        return text, None if same else "more than the name changed"
    return None, None


def move(source: Source) -> tuple[bytes | None, str | None]:
    """The second of two neighbouring assignments before the first."""
    tries = 0
    for node, _ in nodes(source.tree):
        statements = node.get("body")
        if not isinstance(statements, list) or tries == TRIES:
            continue
        for first, second in itertools.pairwise(statements):
            if first["kind"] != "AssignmentStmt" or second["kind"] != "AssignmentStmt" or tries == TRIES:
                continue
            if node["kind"] in UNITS and first["target"]["kind"] == "PartRef":
                continue  # may be a statement function, before which nothing may stand
            tries += 1
            text, _ = source.write(f"--move={second['range'][0]}:{first['range'][0]}")
            if text is None:
                continue
            same = collections.Counter(text.splitlines()) == collections.Counter(source.text.splitlines())
            return text, None if same else "lines were lost or changed"
    return None, None


EDITS = {"directives": directives, "rename": rename, "move": move}


@dataclasses.dataclass
class Outcome:
    """What became of the edits of one file."""

    understood: bool = True
    compiles: bool = False  # before any edit
    done: list[str] = dataclasses.field(default_factory=list)
    failures: list[str] = dataclasses.field(default_factory=list)


def check(path: pathlib.Path, isotach: str, folders: list[pathlib.Path]) -> Outcome:
    """Does each of the edits to a file."""
    with tempfile.TemporaryDirectory(prefix="isotach-edits-") as name:
        source = Source(path.resolve(), isotach, pathlib.Path(name), folders)
        if source.errors or not source.tree:
            return Outcome(understood=False)
        outcome = Outcome(compiles=source.compiles)
        for what, edit in EDITS.items():
            try:
                text, reason = edit(source)
            except RuntimeError as error:
                text, reason = None, str(error)
            if text is not None:
                outcome.done.append(what)
                reason = reason or source.trouble(text)
            if reason:
                outcome.failures.append(f"{path}: {what}: {reason}")
        return outcome


def report(outcomes: list[Outcome]) -> int:
    """Prints the table; the exit code."""
    good = [outcome for outcome in outcomes if outcome.understood]
    compiling = sum(outcome.compiles for outcome in good)
    print(f"{len(outcomes)} files, {len(outcomes) - len(good)} with errors and left alone; "
          f"{compiling} compile before the edits, {len(good) - compiling} do not")  # fmt: skip
    for what in EDITS:
        done = [outcome for outcome in good if what in outcome.done]
        failed = sum(f": {what}: " in failure for outcome in good for failure in outcome.failures)
        print(f"{what:12} {len(done)} files edited, {sum(o.compiles for o in done)} of them compiled, {failed} failed")
    failures = [failure for outcome in good for failure in outcome.failures]
    return 1 if failures or not any(outcome.done for outcome in good) else 0


def program() -> str:
    return os.environ.get("ISOTACH_BINARY") or shutil.which("isotach") or "build/dev/bin/isotach"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="+", type=pathlib.Path)
    parser.add_argument("--limit", type=int, default=0, help="take this many files, evenly spread (default: all)")
    arguments = parser.parse_args()
    files = []
    for path in arguments.paths:
        below = sorted(path.rglob("*")) if path.is_dir() else [path]
        files += [file for file in below if file.suffix.lower() in FORTRAN and file.is_file()]
    if not files:
        print("no Fortran source is there", file=sys.stderr)
        return 2
    if arguments.limit and len(files) > arguments.limit:
        files = files[:: len(files) // arguments.limit + 1]
    outcomes = []
    for path in files:
        outcomes.append(check(path, program(), []))
        for failure in outcomes[-1].failures:
            print(failure, flush=True)
    return report(outcomes)


if __name__ == "__main__":
    sys.exit(main())
