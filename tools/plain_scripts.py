#!/usr/bin/env python3
"""Scripts of our own on real sources of plain Fortran, by PSyclone and by isotach.

    tools/plain_scripts.py run DIR... --work WORK --limit 40       both, kept in WORK; goes on where it was stopped
    tools/plain_scripts.py compare --work WORK [--show 3]          the table: what is the same, by script
    tools/plain_scripts.py compile --work WORK DIR... --limit 500  one script on many files; what compiled still does

The scripts are those of tests/scripts/inputs/plain/many_scripts.py. Two results are the same when view(colour=False) of
the tree afterwards is, and the directives that are written. Otherwise loops are counted: those that have the same
directives around them, and those that have some by one of the two alone. Of ours it is checked that the source is all there:
a script that adds lines adds lines alone.

Exit code: 0; 1 when nothing was compared, or a file does not compile any more; 2 wrong usage.
"""

from __future__ import annotations

import argparse
import collections
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))

from loops_against_psyclone import FORMS, chosen, text_of  # noqa: E402

SCRIPTS = ROOT / "tests" / "scripts" / "inputs" / "plain" / "many_scripts.py"

# Runs all scripts on one file and writes what became of it, whoever's package is on the path.
RUN = """
import importlib.util, json, signal, sys
from psyclone.psyir.frontend.fortran import FortranReader
from psyclone.psyir.backend.fortran import FortranWriter
scripts, seconds, again, fixed, *paths = sys.argv[1:]
spec = importlib.util.spec_from_file_location("many_scripts", scripts)
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
def stop(*_):
    raise TimeoutError
signal.signal(signal.SIGALRM, stop)
path, target = paths
reader = FortranReader(free_form=fixed == "free")
signal.alarm(int(seconds))
found = {}
try:
    root = reader.psyir_from_file(path)
    signal.alarm(0)
    for name, script in module.SCRIPTS.items():
        signal.alarm(int(seconds))
        try:
            tree = reader.psyir_from_file(path) if again == "again" else root.copy()
            script(tree)
            found[name] = {"view": tree.view(colour=False), "text": FortranWriter()(tree)}
        except Exception as error:
            found[name] = {"raised": type(error).__name__ + ": " + str(error)[:200]}
        finally:
            signal.alarm(0)
except Exception as error:
    signal.alarm(0)
    found = {"": {"raised": type(error).__name__ + ": " + str(error)[:200]}}
with open(target, "w") as file:
    json.dump(found, file)
"""


def run_one(who: str, path: pathlib.Path, target: pathlib.Path, seconds: int) -> None:
    environment = dict(os.environ)
    if who == "isotach":
        own = [str(ROOT / "python" / "isotach" / "psyclone_names"), str(ROOT / "python")]
        environment["PYTHONPATH"] = os.pathsep.join(own)
    form = FORMS.get(path.suffix, "free")
    again = "again" if who == "isotach" else "copy"
    subprocess.run(
        [sys.executable, "-c", RUN, str(SCRIPTS), str(seconds), again, form, str(path), str(target)],
        env=environment, capture_output=True, text=True, cwd=target.parent,
    )  # fmt: skip


def run(arguments) -> int:
    texts = arguments.work / "texts"
    for folder in (texts, arguments.work / "psyclone", arguments.work / "isotach"):
        folder.mkdir(parents=True, exist_ok=True)
    for number, path in enumerate(chosen(arguments.folders, arguments.limit)):
        folder = next(folder for folder in arguments.folders if path.is_relative_to(folder))
        text = text_of(path, texts, folder)
        if text.stat().st_size > arguments.bytes:
            continue
        for who in ("isotach", "psyclone"):
            target = arguments.work / who / (text.name + ".json")
            if who == "isotach" or not target.exists():
                run_one(who, text, target, arguments.seconds)
        print(f"{number + 1} {path}", file=sys.stderr, flush=True)
    return 0


def directives(text: str) -> list[str]:
    """Those that are written, without names of variables, whose lists are compared apart."""
    joined = re.sub(r"&\s*\n\s*!\$omp&?", " ", text, flags=re.I)
    found = []
    for line in joined.splitlines():
        if match := re.match(r"\s*[!c*]\$omp\s+(.*)", line, re.I):
            words = re.sub(r"\s+", " ", match[1].lower().replace(", ", ","))
            words = re.sub(r"\b(private|firstprivate|lastprivate|reduction|shared)\s*\([^)]*\)", r"\1", words)
            words = words.replace("collapse(1) ", "")
            found.append(re.sub(r"\b(firstprivate|lastprivate|private)\b *,? *|,", "", words).strip())
    return found


def normalised(view: str) -> str:
    """Without what names are numbered by, and where Python has put an object."""
    view = re.sub(r" at 0x\w+", "", view)
    return re.sub(r"('\w*(?:_var|idx\d*|loop_(?:start|stop|step)))_\d+'", r"\1'", view)


def loops(view: str) -> list[tuple[str, ...]]:
    """Of each loop the directives around it."""
    found, around = [], []
    for line in view.splitlines():
        depth = (len(line) - len(line.lstrip())) // 4
        word = re.match(r"\s*(?:\d+: )?(\w+)", line)[1]
        around = [entry for entry in around if entry[0] < depth]
        if word == "Loop":
            found.append(tuple(name for _, name in around))
        elif word.endswith("Directive"):
            around.append((depth, word))
    return found


def is_within(lines: list[str], others: list[str]) -> bool:
    """Whether all lines are there, in their order."""
    rest = iter(others)
    return all(any(line == other for other in rest) for line in lines)


def adds_alone(name: str) -> bool:
    """Whether a script only puts lines of directives or comments in."""
    words = ("paralleldo", "teams", "parallel do", "collapse", "by_hand", "orphans", "clusters", "masters", "regions",
             "comments", "parallel_and", "look_only", "private arrays", "names passed", "no check")  # fmt: skip
    return name.startswith(words) and "array_assignments" not in name


def compare(arguments) -> int:
    rows: dict[str, collections.Counter] = collections.defaultdict(collections.Counter)
    places: dict[tuple[str, str], list[str]] = collections.defaultdict(list)
    files = 0
    for path in sorted((arguments.work / "psyclone").glob("*.json")):
        theirs, ours = (json.loads((arguments.work / who / path.name).read_text()) for who in ("psyclone", "isotach"))
        if "" in theirs or "" in ours:
            places["not read", "psyclone" if "" in theirs else "isotach"].append(path.name)
            continue
        files += 1
        source = (arguments.work / "texts" / path.name.removesuffix(".json")).read_text().splitlines()
        for name in theirs:
            row, mine, other = rows[name], ours[name], theirs[name]

            def note(what, name=name, path=path, row=row):
                row[what] += 1
                places[name, what].append(path.name.removesuffix(".json"))

            row["runs"] += 1
            if "raised" in mine or "raised" in other:
                who = [word for word, one in (("psyclone", other), ("isotach", mine)) if "raised" in one]
                note("raised by " + " and ".join(who))
                continue
            if adds_alone(name) and not is_within(source, mine["text"].splitlines()):
                note("lines of the source that are lost")
            if normalised(mine["view"]) == normalised(other["view"]) and directives(mine["text"]) == directives(
                other["text"]
            ):
                row["same"] += 1
            else:
                note("not the same")
            left, right = loops(mine["view"]), loops(other["view"])
            if len(left) == len(right):
                row["loops"] += len(left)
                row["loops the same"] += sum(a == b for a, b in zip(left, right, strict=True))
                row["loops by us alone"] += sum(len(a) > len(b) for a, b in zip(left, right, strict=True))
                row["loops by them alone"] += sum(len(a) < len(b) for a, b in zip(left, right, strict=True))
    columns = ["runs", "same", "not the same", "raised by psyclone", "raised by isotach", "raised by psyclone and isotach",
               "lines of the source that are lost", "loops", "loops the same", "loops by us alone", "loops by them alone"]  # fmt: skip
    print("script".ljust(36), *(column.replace(" ", "\n", 0)[:12].rjust(12) for column in columns))
    total: collections.Counter = collections.Counter()
    for name, row in rows.items():
        total.update(row)
        print(name.ljust(36), *(str(row[column]).rjust(12) for column in columns))
    print(f"{len(rows)} scripts, {files} files".ljust(36), *(str(total[column]).rjust(12) for column in columns))
    for (name, what), where in sorted(places.items()):
        if arguments.show and (what == arguments.kind or not arguments.kind):
            print(f"{what}: {name}: {', '.join(where[: arguments.show])}")
    return 0 if rows else 1


def compiled(path: pathlib.Path, folder: pathlib.Path) -> str:
    """What gfortran says; nothing: it compiles."""
    done = subprocess.run(
        ["gfortran", "-fopenmp", "-fsyntax-only", "-w", "-J", str(folder), str(path)],
        capture_output=True, text=True, errors="replace",
    )  # fmt: skip
    return "" if done.returncode == 0 else done.stderr


def compile_all(arguments) -> int:
    """Of files that compile by themselves the output of one script."""
    program = os.environ.get("ISOTACH_BINARY") or str(ROOT / "build" / "release" / "bin" / "isotach")
    counts: collections.Counter = collections.Counter()
    failed = []
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        every = chosen(arguments.folders, 4 * arguments.limit)
        for path in sorted(every, key=lambda path: hashlib.sha1(str(path).encode()).digest()):
            if counts["compiled before"] == arguments.limit:
                break
            top = next(one for one in arguments.folders if path.is_relative_to(one))
            text = text_of(path, folder, top)
            if compiled(text, folder):
                counts["do not compile by themselves"] += 1
                continue
            counts["compiled before"] += 1
            target = folder / ("out" + text.suffix)
            words = ["psyclone", "--keep-directives", "-s", arguments.script, "-o", target, text]
            if arguments.with_pass:
                words = ["transform", "--pass", arguments.with_pass, "-o", folder / "passed", text]
                target = folder / "passed" / text.name
            done = subprocess.run([program, *words], capture_output=True, text=True)
            if done.returncode:
                failed.append((path, done.stderr))
                counts["not transformed"] += 1
                continue
            added = len(directives(target.read_text())) - len(directives(text.read_text()))
            counts["directives"] += added
            counts["with directives"] += added > 0
            if said := compiled(target, folder):
                failed.append((path, said))
                counts["do not compile after"] += 1
            elif not is_within(text.read_text().splitlines(), target.read_text().splitlines()):
                counts["lines changed"] += 1
    for what, number in counts.items():
        print(f"{number:7}  {what}")
    for path, said in failed:
        print(f"{path}:\n{said}")
    return 1 if failed else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    running = commands.add_parser("run", help="run all scripts on files, by both")
    running.add_argument("--seconds", type=int, default=60, help="for one script (default: %(default)s)")
    running.add_argument("--bytes", type=int, default=30000, help="of a file at most (default: %(default)s)")
    running.set_defaults(run=run)
    comparing = commands.add_parser("compare", help="hold the results against each other")
    comparing.add_argument("--show", type=int, default=0, help="files of each kind to list (default: %(default)s)")
    comparing.add_argument("--kind", default="", help="of this kind alone, a column of the table")
    comparing.set_defaults(run=compare)
    compiling = commands.add_parser("compile", help="transform files that compile, and compile them again")
    compiling.add_argument("--script", type=pathlib.Path, default=ROOT / "bench" / "annotate_loops.py")
    compiling.add_argument("--with-pass", metavar="NAME", help="a pass of isotach transform instead of a script")
    compiling.set_defaults(run=compile_all)
    for command in (running, compiling):
        command.add_argument("folders", type=pathlib.Path, nargs="+")
        command.add_argument("--limit", type=int, default=40, help="of the files (default: %(default)s)")
    for command in (running, comparing):
        command.add_argument("--work", type=pathlib.Path, required=True, help="folder for texts and results")
    arguments = parser.parse_args()
    return arguments.run(arguments)


if __name__ == "__main__":
    sys.exit(main())
