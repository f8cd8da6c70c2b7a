#!/usr/bin/env python3
"""Fetches Fortran that people use from Debian's source packages, and tabulates what `isotach parse` makes of it.

    tests/corpus/corpus.py --fetch DIR [--only lapack,elpa]
    isotach parse DIR --json | tests/corpus/corpus.py --report -
    isotach parse DIR --json | tests/corpus/corpus.py --judge -
    tests/corpus/corpus.py --refused DIR --verdicts FILE
    tests/corpus/corpus.py --structure DIR --count 1000 [--jobs 2] [--verbose]
    tests/corpus/corpus.py --edits DIR --count 1000 [--jobs 2] [--verbose]

Fetching needs no root and no deb-src line: it reads the index of sources of the mirror that apt is set up for, checks
every archive against its SHA-256 there, and keeps of it what a Fortran compiler reads. DIR is a cache: what it holds
already is not fetched again. Put it outside the repository.

Judging asks Flang's parser and gfortran about files that are not understood: what a compiler accepts is named, with
its first unread statement. --refused is the other way round: of gfortran's test suite below DIR, the files with
intended errors that both compilers refuse as syntax, and how many of them isotach refuses (refusals.py has the rule).
The compilers' verdicts are kept in FILE, so that another run takes a second.

--structure compares our trees with Flang's (tests/corpus/flang_structure.py says how), --edits changes files in three ways and
checks what came out (tests/corpus/edit_sources.py). Both take the same sample of DIR's packages each time: as many files of
each package, evenly spread, up to 200,000 bytes long, without those with intended errors. The exit code is 0 when there
was no difference, or no failure. The program is that of ISOTACH_BINARY.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import lzma
import os
import pathlib
import re
import subprocess
import sys
import tarfile
import tempfile
import urllib.error
import urllib.request

import corpus_checks
import refusals
from refusals import error_intended, text_of

# What the table calls it -> Debian's name for the source package, and the part of the archive that is kept.
PACKAGES = {
    "lapack": ("lapack", ""),
    "scalapack": ("scalapack", ""),
    "netcdf-fortran": ("netcdf-fortran", ""),
    "wannier90": ("wannier90", ""),
    "elpa": ("elpa", ""),
    "mumps": ("mumps", ""),
    "quantum-espresso": ("espresso", ""),
    "cp2k": ("cp2k", ""),
    "ferret": ("ferret-vis", ""),
    "ncl": ("ncl", ""),
    "code-saturne": ("code-saturne", ""),
    "hdf5": ("hdf5", ""),
    "calculix": ("calculix-ccx", ""),
    "xfoil": ("xfoil", ""),
    "feff85": ("feff85exafs", ""),
    "abinit": ("abinit", ""),
    "nwchem": ("nwchem", ""),
    "gfortran.dg": ("gcc-12", "gcc/testsuite/gfortran.dg/"),
}
FORTRAN = {".f", ".for", ".ftn", ".f77", ".fpp", ".f90", ".f95", ".f03", ".f08", ".f18"}
INCLUDED = {".h", ".inc", ".fh", ".fi", ".i90", ".fypp", ".f90inc"}
RELEASE = "bookworm"


def mirror() -> str:
    """The first Debian archive that apt is set up for."""
    etc = pathlib.Path("/etc/apt")
    for path in [etc / "sources.list", *sorted((etc / "sources.list.d").glob("*"))]:
        try:
            text = path.read_text()
        except OSError:
            continue
        found = re.search(r"^(?:URIs:|deb(?:-src)?(?:\s+\[[^]]*\])?)\s+(\S+/debian)/?\s*", text, re.MULTILINE)
        if found:
            return found.group(1)
    return "http://deb.debian.org/debian"


class Progress(io.RawIOBase):
    """A response that counts what is read; on a terminal it says so."""

    def __init__(self, response, what: str, expected: int):
        self.response, self.what, self.expected, self.read_bytes = response, what, expected, 0
        self.hash = hashlib.sha256()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        data = self.response.read(len(buffer))
        buffer[: len(data)] = data
        self.hash.update(data)
        self.read_bytes += len(data)
        if sys.stderr.isatty():
            print(
                f"\r{self.what}: {self.read_bytes / 1e6:.1f} of {self.expected / 1e6:.1f} MB", end="", file=sys.stderr
            )
        return len(data)

    def finish(self) -> str:
        while self.readinto(bytearray(1 << 16)):
            pass
        if sys.stderr.isatty():
            print("\r\033[K", end="", file=sys.stderr)
        return self.hash.hexdigest()


def index_of_sources(base: str) -> dict[str, dict[str, str]]:
    with urllib.request.urlopen(f"{base}/dists/{RELEASE}/main/source/Sources.xz", timeout=60) as response:
        text = lzma.decompress(response.read()).decode("utf-8", "replace")
    wanted = {package for package, _ in PACKAGES.values()}
    found: dict[str, dict[str, str]] = {}
    for stanza in text.split("\n\n"):
        name = re.match(r"Package: (\S+)", stanza)
        if name and name.group(1) in wanted and "\nExtra-Source-Only: yes" not in stanza:
            fields = re.split(r"\n(?=\S)", stanza)
            found[name.group(1)] = dict(field.split(":", 1) for field in fields if ":" in field)
    return found


def keep(name: str, part: str) -> pathlib.PurePosixPath | None:
    """Where a member of an archive goes, without the archive's top folder; nothing when it is not Fortran."""
    path = pathlib.PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or path.suffix.lower() not in FORTRAN | INCLUDED:
        return None
    if part:
        return pathlib.PurePosixPath(name.split(part, 1)[1]) if part in name else None
    return pathlib.PurePosixPath(*path.parts[1:]) if len(path.parts) > 1 else path


def unpack(stream, part: str, to: pathlib.Path) -> int:
    count = 0
    with tarfile.open(fileobj=stream, mode="r|*") as archive:
        for member in archive:
            # gcc's archive holds another one.
            if member.isfile() and re.search(r"\.tar\.\w+$", member.name) and "/" in member.name:
                count += unpack(archive.extractfile(member), part, to)
                continue
            place = keep(member.name, part) if member.isfile() else None
            if place is None:
                continue
            target = to / place
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(archive.extractfile(member).read())
            count += 1
    return count


class Damaged(Exception):
    pass


def fetch_package(url: str, fields: dict[str, str], name: str, part: str, to: pathlib.Path) -> None:
    count = size = 0
    for line in fields["Checksums-Sha256"].strip().splitlines():
        sha, bytes_text, file = line.split()
        if not re.search(r"\.orig(-[\w-]+)?\.tar\.\w+$", file):
            continue
        with urllib.request.urlopen(f"{url}/{file}", timeout=60) as response:
            stream = Progress(response, name, int(bytes_text))
            count += unpack(io.BufferedReader(stream, 1 << 20), part, to)
            if stream.finish() != sha:
                raise Damaged(f"{url}/{file} does not have the SHA-256 that the index says; try again")
            size += stream.read_bytes
    (to / ".complete").write_text(fields["Version"].strip() + "\n")
    print(f"{name} {fields['Version'].strip()}: {count} files from {size / 1e6:.1f} MB", flush=True)


def fetch(directory: pathlib.Path, names: list[str]) -> int:
    missing = [name for name in names if not (directory / name / ".complete").exists()]
    for name in names:
        if name not in missing:
            print(f"{name}: there already")
    if not missing:
        return 0
    base = mirror()
    index = index_of_sources(base)
    failed = 0
    for name in missing:
        package, part = PACKAGES[name]
        try:
            fetch_package(f"{base}/{index[package]['Directory'].strip()}", index[package], name, part, directory / name)
        except KeyError:
            print(f"{name}: {base} has no source package '{package}' in {RELEASE}", file=sys.stderr)
            failed = 1
        except (OSError, Damaged, tarfile.TarError, lzma.LZMAError) as error:
            print(f"{name}: not fetched: {error}", file=sys.stderr)
            failed = 1
    return failed


def package_of(path: str) -> str:
    parts = pathlib.PurePath(path).parts
    # The outermost: nwchem has a folder lapack of its own.
    name = next((part for part in parts[:-1] if part in PACKAGES), parts[-2] if len(parts) > 1 else "")
    if name != "gfortran.dg":
        return name
    return "gfortran.dg, errors intended" if error_intended(path) else name


def understood(entry: dict) -> bool:
    errors = [d for d in entry["diagnostics"] if d["severity"] == "error"]
    return entry["read"] and not errors and not entry["unparsed_statements"] and entry["round_trip"]


def report(document: dict) -> None:
    rows: dict[str, list[float]] = {}
    for entry in document["files"]:
        row = rows.setdefault(package_of(entry["file"]), [0, 0, 0, 0, 0, 0])
        same = entry.get("round_trip", False)
        numbers = (1, entry.get("lines", 0), entry.get("bytes", 0) / 1e6, understood(entry), same)
        for i, value in enumerate((*numbers, entry.get("unparsed_statements", 0))):
            row[i] += value
    regular = [row for name, row in rows.items() if "intended" not in name]
    rows["all but errors intended"] = [sum(column) for column in zip(*regular, strict=True)]
    print("| package | files | lines | MB | understood | % | same bytes | unparsed statements |")
    print("|---|---|---|---|---|---|---|---|")
    for name, (files, lines, size, good, same, unparsed) in rows.items():
        print(
            f"| {name} | {files:,} | {lines:,} | {size:.1f} | {good:,} | {100 * good / max(files, 1):.2f} "
            f"| {same:,} | {unparsed:,} |"
        )
    bytes_ = document["bytes"]
    seconds = max(document["front_end_processor_seconds"], 1e-9)
    print(
        f"\n{bytes_ / 1e6:.1f} MB in {document['elapsed_seconds']:.1f} s; {bytes_ / 1e6 / seconds:.1f} MB/s a core; "
        f"peak memory of the process {document['peak_memory_bytes'] / 1e6:.0f} MB"
    )
    kinds = ", ".join(f"{kind} {count}" for kind, count in list(document["unparsed"].items())[:12])
    print(f"unparsed statements by their first word: {kinds or 'none'}")


def flang_accepts(path: str) -> bool:
    fixed = pathlib.Path(path).suffix.lower() in {".f", ".for", ".ftn", ".f77", ".fpp"}
    form = "-ffixed-form" if fixed else "-ffree-form"
    command = ["flang-new-19", "-fc1", form, "-fopenmp", "-fopenacc", "-fdebug-dump-parse-tree-no-sema"]
    folder = str(pathlib.Path(path).parent)
    run = subprocess.run([*command, "-I", folder, path], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return run.returncode == 0


def gfortran_accepts(path: str) -> bool:
    options = re.search(r'dg-(?:additional-)?options "([^"]*)"', text_of(path))
    wanted = [o for o in (options.group(1).split() if options else []) if o.startswith("-f") or o.startswith("-std")]
    with tempfile.TemporaryDirectory() as folder:
        command = ["gfortran", "-fsyntax-only", "-w", "-fopenmp", "-fopenacc", "-fcoarray=single", f"-J{folder}"]
        run = subprocess.run([*command, *wanted, str(pathlib.Path(path).absolute())], cwd=folder, capture_output=True)
        return run.returncode == 0


def judge(document: dict) -> None:
    exceptions = 0
    todo = [entry for entry in document["files"] if not understood(entry)]
    for count, entry in enumerate(todo):
        path = entry["file"]
        if sys.stderr.isatty():
            print(f"\r{count} of {len(todo)} files\033[K", end="", file=sys.stderr)
        flang, gfortran = flang_accepts(path), gfortran_accepts(path)
        if not flang and not gfortran:
            continue
        exceptions += not error_intended(path)
        first = next((d for d in entry["diagnostics"] if d["severity"] == "error"), {"line": 0, "message": "unparsed"})
        who = " and ".join(name for name, good in (("Flang", flang), ("gfortran", gfortran)) if good)
        print(f"{path}:{first.get('line', 0)}: accepted by {who}: {first['message']}", flush=True)
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr)
    files = [e for e in document["files"] if not error_intended(e["file"])]
    print(f"{exceptions} files not understood that a compiler accepts, of {len(files)} without intended errors")


def read_report(path: str) -> dict:
    return json.load(sys.stdin if path == "-" else open(path))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    action = parser.add_mutually_exclusive_group(required=True)
    action.add_argument("--fetch", metavar="DIR", type=pathlib.Path, help="fetch packages into DIR")
    action.add_argument("--report", metavar="FILE", help="tabulate the output of isotach parse --json; - is stdin")
    action.add_argument("--judge", metavar="FILE", help="ask the compilers about what that output calls not understood")
    action.add_argument("--refused", metavar="DIR", type=pathlib.Path, help="what both compilers refuse below DIR")
    action.add_argument("--structure", metavar="DIR", type=pathlib.Path, help="compare trees of a sample with Flang's")
    action.add_argument("--edits", metavar="DIR", type=pathlib.Path, help="edit a sample and check what came out")
    action.add_argument("--list", action="store_true", help="list the packages")
    parser.add_argument(
        "--verdicts", metavar="FILE", type=pathlib.Path, help="where --refused keeps the compilers' verdicts"
    )
    program = os.environ.get("ISOTACH_BINARY", "isotach")
    parser.add_argument("--isotach", metavar="PROGRAM", default=program, help="what --refused measures")
    parser.add_argument("--only", metavar="NAMES", help="these packages alone, with commas between them")
    parser.add_argument("--count", type=int, default=1000, help="files of the sample (default: 1000)")
    parser.add_argument("--jobs", type=int, default=2, help="processes (default: 2)")
    parser.add_argument("--verbose", action="store_true", help="name each file of the sample")
    arguments = parser.parse_args()
    if arguments.structure or arguments.edits:
        check = corpus_checks.structure if arguments.structure else corpus_checks.edits
        directory = arguments.structure or arguments.edits
        if not directory.is_dir() or not any(path.is_dir() for path in directory.iterdir()):
            parser.error(
                f"{directory} has no folders of packages; tests/corpus/corpus.py --fetch {directory} makes them"
            )
        return check(directory, max(arguments.count, 1), max(arguments.jobs, 1), arguments.verbose)
    if arguments.list:
        print("\n".join(PACKAGES))
        return 0
    if arguments.refused:
        return refusals.measure(arguments.refused, arguments.verdicts, arguments.isotach)
    if arguments.report or arguments.judge:
        (report if arguments.report else judge)(read_report(arguments.report or arguments.judge))
        return 0
    names = arguments.only.split(",") if arguments.only else list(PACKAGES)
    unknown = [name for name in names if name not in PACKAGES]
    if unknown:
        parser.error(f"no package '{unknown[0]}'; there are {', '.join(PACKAGES)}")
    try:
        return fetch(arguments.fetch, names)
    except (urllib.error.URLError, TimeoutError) as error:
        print(f"cannot reach the mirror: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
