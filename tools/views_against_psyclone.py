#!/usr/bin/env python3
"""view(colour=False) of real sources, by PSyclone and by isotach: how many are the same, and how the others differ.

    tools/views_against_psyclone.py ask DIR... --work WORK --limit 500    PSyclone's views, kept in WORK
    tools/views_against_psyclone.py compare --work WORK [--show 3]        the table, and places of each kind of difference
    tools/views_against_psyclone.py compare --work WORK --diff FILE       what differs in one file

Both read the same text of a file: preprocessed where its suffix begins with a capital letter or lines begin with `#`. A
difference is counted once for each pair of lines that differ first in a statement, by what the two lines call the node.

Exit code: 0; 1 when nothing was compared; 2 wrong usage.
"""

from __future__ import annotations

import argparse
import collections
import difflib
import json
import pathlib
import re
import signal
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))

from loops_against_psyclone import FORMS, chosen, stop, text_of  # noqa: E402


def ask(arguments) -> int:
    from psyclone.psyir.frontend.fortran import FortranReader

    arguments.work.mkdir(parents=True, exist_ok=True)
    answers_file = arguments.work / "views.json"
    answers = json.loads(answers_file.read_text()) if answers_file.exists() else {}
    signal.signal(signal.SIGALRM, stop)
    for path in chosen(arguments.folders, arguments.limit):
        if str(path) in answers:
            continue
        folder = next(folder for folder in arguments.folders if path.is_relative_to(folder))
        text = text_of(path, arguments.work, folder)
        signal.alarm(arguments.seconds)
        try:
            reader = FortranReader(free_form=FORMS.get(text.suffix) != "fixed")
            view = reader.psyir_from_file(str(text)).view(colour=False)
            (arguments.work / (text.name + ".view")).write_text(view)
            answer = {"text": text.name}
        except TimeoutError:
            answer = {"text": text.name, "fails": f"more than {arguments.seconds} s"}
        except Exception as error:  # what it does not read is a line of the table
            answer = {"text": text.name, "fails": type(error).__name__}
        finally:
            signal.alarm(0)
        answers[str(path)] = answer
        answers_file.write_text(json.dumps(answers))
        print(f"{len(answers)} {path}", file=sys.stderr, flush=True)
    return 0


def class_of(line: str) -> str:
    """What a line of a view calls its node: "Call[name:'f']" is a Call."""
    found = re.match(r"\s*(?:\d+: )?(\w+)", line)
    return found[1] if found else "nothing"


def differences(theirs: list[str], ours: list[str]) -> list[tuple[str, int]]:
    """The kind and the line, in PSyclone's view, of each run of lines that differ."""
    found = []
    for what, begin, end, from_, to in difflib.SequenceMatcher(None, theirs, ours, autojunk=False).get_opcodes():
        if what == "equal":
            continue
        their, our = (theirs[begin] if begin < end else ""), (ours[from_] if from_ < to else "")
        found.append((f"{class_of(their)} here {class_of(our)}", begin))
    return found


def our_view(path: pathlib.Path) -> str:
    from isotach.psyir.readers import FortranReader

    return FortranReader(free_form=FORMS.get(path.suffix) != "fixed").psyir_from_file(path).view(colour=False)


def compare(arguments) -> int:
    answers = json.loads((arguments.work / "views.json").read_text())
    counts: collections.Counter = collections.Counter()
    files: dict[str, set[str]] = collections.defaultdict(set)
    places: dict[str, list[str]] = collections.defaultdict(list)
    for path, answer in answers.items():
        if arguments.diff and arguments.diff not in (path, answer["text"]):
            continue
        if "fails" in answer:
            counts[f"files that PSyclone does not read ({answer['fails']})"] += 1
            continue
        text = arguments.work / answer["text"]
        theirs = (arguments.work / (text.name + ".view")).read_text()
        try:
            ours = our_view(text)
        except ValueError as error:
            counts["files that isotach alone does not read"] += 1
            print(f"{path}: {error}", file=sys.stderr)
            continue
        if arguments.diff:
            sys.stdout.writelines(
                difflib.unified_diff(theirs.splitlines(True), ours.splitlines(True), "psyclone", "isotach", n=4)
            )
            return 0
        counts["files that are the same" if ours == theirs else "files that differ"] += 1
        if ours == theirs:
            continue
        for kind, line in differences(theirs.splitlines(), ours.splitlines()):
            files[kind].add(path)
            places[kind].append(f"{text.name}:{line + 1}")
    for what, number in sorted(counts.items()):
        print(f"{number:7}  {what}")
    for kind, where in sorted(places.items(), key=lambda row: -len(files[row[0]])):
        print(f"{len(where):7} in {len(files[kind]):4} files  {kind}")
        for place in where[:: max(1, len(where) // max(1, arguments.show))][: arguments.show]:
            print(f"           {place}")
    return 0 if counts else 1


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    asking = commands.add_parser("ask", help="let PSyclone show files; goes on where it was stopped")
    asking.add_argument("folders", type=pathlib.Path, nargs="+")
    asking.add_argument("--limit", type=int, default=500, help="of the files (default: %(default)s)")
    asking.add_argument("--seconds", type=int, default=60, help="for PSyclone to read one file (default: %(default)s)")
    asking.set_defaults(run=ask)
    comparing = commands.add_parser("compare", help="hold its views against ours")
    comparing.add_argument("--diff", metavar="FILE", help="what differs in this file alone")
    comparing.add_argument("--show", type=int, default=0, help="places of each kind to list (default: %(default)s)")
    comparing.set_defaults(run=compare)
    for command in (asking, comparing):
        command.add_argument("--work", type=pathlib.Path, required=True, help="folder for texts and views")
    arguments = parser.parse_args()
    return arguments.run(arguments)


if __name__ == "__main__":
    sys.exit(main())
