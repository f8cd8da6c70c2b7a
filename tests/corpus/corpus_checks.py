"""What `tests/corpus/corpus.py --structure` and `--edits` do: the same deterministic sample of a corpus, a check for each file."""

from __future__ import annotations

import collections
import concurrent.futures
import os
import pathlib
import re
import sys

import edit_sources
import flang_structure
from refusals import error_intended

LARGEST = 200_000  # bytes: the trees of larger files as JSON take gigabytes
COLUMNS = {"ferret": 132}  # of fixed form, as its makefiles say
FORTRAN = {".f", ".for", ".ftn", ".f77", ".fpp", ".f90", ".f95", ".f03", ".f08", ".f18"}


def sample(directory: pathlib.Path, count: int) -> dict[str, list[pathlib.Path]]:
    """`count` files by package, as many of each as there are: every n-th of a package in the order of their names."""
    packages = {}
    for folder in sorted(path for path in directory.iterdir() if path.is_dir()):
        files = (path for path in sorted(folder.rglob("*")) if path.suffix.lower() in FORTRAN and path.is_file())
        files = [path for path in files if path.stat().st_size <= LARGEST and not error_intended(str(path))]
        if files:
            packages[folder.name] = files
    chosen = {}
    left = count
    for number, name in enumerate(sorted(packages, key=lambda name: len(packages[name]))):
        files = packages[name]
        share = min(len(files), left // (len(packages) - number))
        chosen[name] = [files[i * len(files) // share] for i in range(share)]
        left -= share
    return dict(sorted(chosen.items()))


def progress(done: int, total: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{done} of {total} files\033[K", end="" if done < total else "\n", file=sys.stderr)


def in_processes(check, chosen: dict[str, list[pathlib.Path]], jobs: int):
    """(package, file, what the check says of it) in the order of the sample, while the checks run."""
    files = [(package, path) for package, paths in chosen.items() for path in paths]
    print(f"sample: {', '.join(f'{package} {len(paths)}' for package, paths in chosen.items())}", flush=True)
    with concurrent.futures.ProcessPoolExecutor(jobs) as pool:
        results = pool.map(check, *zip(*files, strict=True))
        for number, ((package, path), result) in enumerate(zip(files, results, strict=True), 1):
            progress(number, len(files))
            yield package, path, result


def compare_with_flang(package: str, path: pathlib.Path) -> str | None:
    try:
        return flang_structure.difference(path, COLUMNS.get(package, 72))
    except Exception as error:  # the file has to be named
        return f"{type(error).__name__}: {error}"


def structure(directory: pathlib.Path, count: int, jobs: int, verbose: bool) -> int:
    table = collections.defaultdict(collections.Counter)
    for package, path, result in in_processes(compare_with_flang, sample(directory, count), jobs):
        verdict = "refused by Flang" if result is None else "different" if result else "equal"
        table[package][verdict] += 1
        if result or verbose:
            print(f"{path}: {verdict}{': ' + result if result else ''}", flush=True)
    print("| package | files | equal | different | refused by Flang |\n|---|---|---|---|---|")
    total = collections.Counter()
    for row in table.values():
        total += row
    for package, row in [*table.items(), ("all", total)]:
        print(f"| {package} | {row.total()} | {row['equal']} | {row['different']} | {row['refused by Flang']} |")
    return 1 if total["different"] or not total["equal"] else 0


def folders_of_headers(directory: pathlib.Path, package: str) -> dict[str, pathlib.Path]:
    """Which folder of a package has a header, by the header's name: the first one."""
    found: dict[str, pathlib.Path] = {}
    for path in sorted((directory / package).rglob("*")):
        if path.suffix.lower() not in FORTRAN and path.is_file():
            found.setdefault(path.name, path.parent)
    return found


def wanted_folders(path: pathlib.Path, headers: dict[str, pathlib.Path]) -> list[pathlib.Path]:
    """Folders of what a file includes, and of what that includes."""
    folders: dict[pathlib.Path, None] = {}
    todo, seen = [path], set()
    while todo:
        text = todo.pop().read_text("latin-1")
        for name in re.findall(r"""^\s*#?\s*include\s*["'<]([^"'>]+)""", text, re.M | re.I):
            folder = headers.get(os.path.basename(name))
            if folder and name not in seen:
                seen.add(name)
                folders.setdefault(folder)
                todo.append(folder / os.path.basename(name))
    return list(folders)


class EditCheck:
    """Edits a file of a corpus; knows where the package's headers are."""

    def __init__(self, directory: pathlib.Path, packages):
        self.headers = {package: folders_of_headers(directory, package) for package in packages}

    def __call__(self, package: str, path: pathlib.Path) -> edit_sources.Outcome:
        folders = wanted_folders(path, self.headers[package])
        return edit_sources.check(path, edit_sources.program(), folders)


def edits(directory: pathlib.Path, count: int, jobs: int, verbose: bool) -> int:
    chosen = sample(directory, count)
    outcomes = []
    for _, path, outcome in in_processes(EditCheck(directory, chosen), chosen, jobs):
        outcomes.append(outcome)
        for failure in outcome.failures:
            print(failure, flush=True)
        if verbose:
            state = (
                "compiles" if outcome.compiles else "does not compile before" if outcome.understood else "has errors"
            )
            print(f"{path}: {state}; {', '.join(outcome.done) or 'no edit'}", flush=True)
    return edit_sources.report(outcomes)
