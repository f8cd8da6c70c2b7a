"""Edits real Fortran and checks what came out: tools/edit_sources.py [--limit N] FILE_OR_FOLDER...

Each source gets a directive before every loop, then one local variable renamed everywhere, then one statement moved. The
result must differ in those lines only, parse without a new error, and compile with gfortran where the source did.
Prints a table and every failure; the exit code is 1 when there was one, 2 when no source was found.
"""

import argparse
import collections
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
    def __init__(self, path: pathlib.Path, isotach: str, work: pathlib.Path):
        self.path, self.isotach, self.work = path, isotach, work
        self.text = path.read_bytes()
        self.lines = self.text.splitlines(keepends=True)
        dumped = run(isotach, "parse", "--dump=tree", "--json", str(path))
        self.errors = dumped.returncode != 0 or "error:" in dumped.stderr
        self.tree = json.loads(dumped.stdout)[0] if dumped.stdout.strip().startswith("[") else {}
        self._compiles = None

    def write(self, *options: str) -> tuple[bytes | None, str]:
        out = self.work / self.path.name
        out.unlink(missing_ok=True)
        done = run(self.isotach, "write", str(self.path), "-o", str(out), *options)
        return (out.read_bytes() if done.returncode == 0 else None), done.stderr

    def parses(self, text: bytes) -> bool:
        out = self.work / self.path.name
        out.write_bytes(text)
        return "error:" not in run(self.isotach, "parse", str(out)).stderr

    def compiles(self, path: pathlib.Path) -> bool:
        done = run("gfortran", "-fsyntax-only", "-w", "-J", str(self.work), "-I", str(self.path.parent), str(path))
        return done.returncode == 0

    def trouble(self, text: bytes) -> str | None:
        """What is wrong with an edited text besides its lines; None when nothing is."""
        if not self.parses(text):
            return "does not parse"
        if shutil.which("gfortran"):
            if self._compiles is None:
                self._compiles = self.compiles(self.path)
            if self._compiles and not self.compiles(self.work / self.path.name):
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
            tries += 1
            text, _ = source.write(f"--move={second['range'][0]}:{first['range'][0]}")
            if text is None:
                continue
            same = collections.Counter(text.splitlines()) == collections.Counter(source.text.splitlines())
            return text, None if same else "lines were lost or changed"
    return None, None


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="+", type=pathlib.Path)
    parser.add_argument("--limit", type=int, default=0, help="take this many files, evenly spread (default: all)")
    arguments = parser.parse_args()
    isotach = os.environ.get("ISOTACH_BINARY") or shutil.which("isotach") or "build/dev/bin/isotach"
    files = []
    for path in arguments.paths:
        below = sorted(path.rglob("*")) if path.is_dir() else [path]
        files += [file for file in below if file.suffix.lower() in FORTRAN and file.is_file()]
    if not files:
        print("no Fortran source is there", file=sys.stderr)
        return 2
    if arguments.limit and len(files) > arguments.limit:
        files = files[:: len(files) // arguments.limit + 1]
    edits = {"directives": directives, "rename": rename, "move": move}
    done, failures, skipped = collections.Counter(), [], 0
    with tempfile.TemporaryDirectory(prefix="isotach-edits-") as name:
        for path in files:
            source = Source(path.resolve(), isotach, pathlib.Path(name))
            if source.errors or not source.tree:
                skipped += 1
                continue
            for what, edit in edits.items():
                text, reason = edit(source)
                if text is not None:
                    done[what] += 1
                    reason = reason or source.trouble(text)
                if reason:
                    failures.append(f"{path}: {what}: {reason}")
    print(f"{len(files)} files, {skipped} with errors and left alone")
    for what in edits:
        print(f"{what:12} {done[what]} files edited, {sum(f': {what}: ' in failure for failure in failures)} failed")
    for failure in failures:
        print(failure)
    return 1 if failures or not done else 0


if __name__ == "__main__":
    sys.exit(main())
