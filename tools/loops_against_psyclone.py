#!/usr/bin/env python3
"""Loops of real sources where PSyclone's dependency tools and `isotach explain` differ, by kind.

    tools/loops_against_psyclone.py ask DIR... --work WORK --limit 500    PSyclone's answers, kept in WORK
    tools/loops_against_psyclone.py compare --work WORK [--show 3]        the table, and loops of each kind

Both read the same text of a file: preprocessed where its suffix begins with a capital letter or lines begin with `#`.
PSyclone reads it by itself, since it does not need more; Isotach with `-I` of the folder that the file is from, unless
`--alone`. PSyclone names no clauses, so what it accepts is right when the loop may be parallel with some. A kind of difference
has loops that differ for the same reason; `--show` lists some of each, to be decided by running or by argument.

Exit code: 0; 1 when nothing was compared; 2 wrong usage.
"""

import argparse
import collections
import hashlib
import json
import pathlib
import re
import signal
import subprocess
import sys

SUFFIXES = (".f90", ".f", ".f03", ".f08", ".for")
FORMS = {".f": "fixed", ".for": "fixed"}


def chosen(folders: list[pathlib.Path], limit: int) -> list[pathlib.Path]:
    """Of each folder's files with loops, as many as of every other, evenly over their names."""
    found = []
    for folder in folders:
        paths = sorted(path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES and path.is_file())
        paths = [
            path
            for path in paths
            if re.search(r"^\s*(\w+\s*:\s*)?do\b.*=", path.read_text(errors="replace"), re.I | re.M)
        ]
        share = min(len(paths), limit // len(folders))
        found += [paths[at * len(paths) // share] for at in range(share)]
    return found


def text_of(path: pathlib.Path, work: pathlib.Path, folder: pathlib.Path) -> pathlib.Path:
    """The file as both read it; `folder` is searched for what it includes as well."""
    name = hashlib.sha1(str(path).encode()).hexdigest()[:10] + "_" + path.stem + path.suffix.lower()
    made = work / name
    text = path.read_text(errors="replace")
    if path.suffix[1:2].isupper() or re.search(r"^#", text, re.M):
        done = subprocess.run(
            ["gfortran", "-E", "-cpp", "-P", f"-I{path.parent}", f"-I{folder}", path],
            capture_output=True, text=True, errors="replace",
        )  # fmt: skip
        text = done.stdout if done.stdout.strip() else text
    made.write_text(text)
    return made


def line_of(loop) -> int:
    """The line of a loop's DO statement, by fparser's node."""
    node = getattr(loop, "_ast", None)
    item = getattr(node, "item", None) or next(
        (child.item for child in getattr(node, "content", []) if getattr(child, "item", None)), None
    )
    return item.span[0] if item else 0


def psyclone_loops(path: pathlib.Path) -> dict[int, tuple[str, str]]:
    """By line: "yes", "no" or "fails", and what it says."""
    from psyclone.psyir.frontend.fortran import FortranReader
    from psyclone.psyir.nodes import Loop
    from psyclone.psyir.tools import DependencyTools

    reader = FortranReader(free_form=FORMS.get(path.suffix) != "fixed")
    found: dict[int, tuple[str, str]] = {}
    for loop in reader.psyir_from_source(path.read_text()).walk(Loop):
        tools = DependencyTools()
        try:
            said = "yes" if tools.can_loop_be_parallelised(loop) else "no"
            messages = tools.get_all_messages()
            found[line_of(loop)] = (said, messages[0].code.name if messages else "")
        except Exception as error:  # its own faults are part of the comparison
            found[line_of(loop)] = ("fails", type(error).__name__)
    found.pop(0, None)
    return found


def stop(*_):
    raise TimeoutError


def ask(arguments) -> int:
    arguments.work.mkdir(parents=True, exist_ok=True)
    answers_file = arguments.work / "answers.json"
    answers = json.loads(answers_file.read_text()) if answers_file.exists() else {}
    signal.signal(signal.SIGALRM, stop)
    for path in chosen(arguments.folders, arguments.limit):
        if str(path) in answers:
            continue
        folder = next(folder for folder in arguments.folders if path.is_relative_to(folder))
        text = text_of(path, arguments.work, folder)
        signal.alarm(arguments.seconds)
        try:
            answer: dict = {"loops": psyclone_loops(text)}
        except TimeoutError:
            answer = {"fails": f"more than {arguments.seconds} s"}
        except Exception as error:
            answer = {"fails": type(error).__name__}
        finally:
            signal.alarm(0)
        answers[str(path)] = {"text": text.name, "folder": str(folder), **answer}
        answers_file.write_text(json.dumps(answers))
        print(f"{len(answers)} {path}", file=sys.stderr, flush=True)
    return 0


def ours_of(path: pathlib.Path, folder: str, command: list[str]) -> dict[int, dict]:
    done = subprocess.run(
        [*command, "--json", *(["-I", folder] if folder else []), path], capture_output=True, text=True
    )
    return {loop["line"]: loop for loop in json.loads(done.stdout)["loops"]} if done.stdout else {}


def kind_of(theirs: tuple[str, str], ours: dict) -> str:
    """Why they differ, by what they say."""
    if ours["verdict"] != "parallel":
        first = ours["reasons"][0] if ours["reasons"] else {"kind": "no reason", "text": ""}
        known = re.sub(r"'[^']*'", "'x'", first["text"].split(":")[0])
        return f"{ours['verdict']}, {first['kind']}: {known[:90]}"
    needs = [word for word in ("reductions", "firstprivates", "lastprivates") if ours[word]]
    return f"{theirs[1].lower() or 'no message'}, {' and '.join(needs) or ('copies' if ours['privates'] else 'subscripts alone')}"


def compare(arguments) -> int:
    answers = json.loads((arguments.work / "answers.json").read_text())
    command = arguments.explain.split()
    counts: collections.Counter = collections.Counter()
    both: collections.Counter = collections.Counter()
    kinds: dict[tuple[str, str], list[str]] = collections.defaultdict(list)
    for path, answer in answers.items():
        if "fails" in answer:
            counts[f"files that PSyclone does not read ({answer['fails']})"] += 1
            continue
        counts["files"] += 1
        text = arguments.work / answer["text"]
        ours = ours_of(text, "" if arguments.alone else answer["folder"], command)
        counts["loops that PSyclone does not show as loops"] += len(
            ours.keys() - {int(line) for line in answer["loops"]}
        )
        for line, (said, message) in answer["loops"].items():
            loop = ours.get(int(line))
            verdict = loop["verdict"] if loop else "missing"
            both[said, verdict] += 1
            if loop and (said == "yes") != (verdict == "parallel"):
                kinds[said, kind_of((said, message), loop)].append(f"{text.name}:{line} ({path})")
    for what, number in sorted(counts.items()):
        print(f"{number:7}  {what}")
    print()
    for (said, verdict), number in sorted(both.items()):
        print(f"{number:7}  PSyclone {said:6} isotach {verdict}")
    for said in ("yes", "no", "fails"):
        rows = sorted(
            ((kind, where) for (word, kind), where in kinds.items() if word == said), key=lambda row: -len(row[1])
        )
        print(f"\nPSyclone {said}, isotach otherwise: {sum(len(where) for _, where in rows)}")
        for kind, where in rows:
            print(f"{len(where):7}  {kind}")
            step = max(1, len(where) // max(1, arguments.show))
            for place in where[::step][: arguments.show]:
                print(f"           {place}")
    return 0 if both else 1


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    asking = commands.add_parser("ask", help="let PSyclone judge files; goes on where it was stopped")
    asking.add_argument("folders", type=pathlib.Path, nargs="+")
    asking.add_argument("--limit", type=int, default=500, help="of the files (default: %(default)s)")
    asking.add_argument("--seconds", type=int, default=60, help="for PSyclone to read one file (default: %(default)s)")
    asking.set_defaults(run=ask)
    comparing = commands.add_parser("compare", help="hold its answers against ours")
    comparing.add_argument("--explain", default="isotach explain", help="the command (default: %(default)s)")
    comparing.add_argument("--alone", action="store_true", help="do not look at other files")
    comparing.add_argument("--show", type=int, default=0, help="loops of each kind to list (default: %(default)s)")
    comparing.set_defaults(run=compare)
    for command in (asking, comparing):
        command.add_argument("--work", type=pathlib.Path, required=True, help="folder for texts and answers")
    arguments = parser.parse_args()
    return arguments.run(arguments)


if __name__ == "__main__":
    sys.exit(main())
