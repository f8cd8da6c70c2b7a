#!/usr/bin/env python3
"""Loops where PSyclone 3.3.1's dependency tools and `isotach explain` differ, and who is right.

    tests/random/loops/against_psyclone.py --count 500 --seed 5     random nests: runs of the nest decide
    tests/random/loops/against_psyclone.py --files DIR --limit 500  Fortran files: differences are listed by line

PSyclone says whether a loop can be parallel and names no clauses, so its "yes" is right when some clauses hold
(judging.inferred). Of a loop that it accepts rightly and we refuse, each is a fault of ours.

Exit code: 0; 1 when we accept a loop wrongly, or fewer correct ones than PSyclone; 2 wrong usage.
"""

import argparse
import collections
import pathlib
import signal
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from loops import judging, nests, running


def line_of(loop) -> int:
    """The line of a loop's DO statement, by fparser's node."""
    node = getattr(loop, "_ast", None)
    item = getattr(node, "item", None) or next(
        (child.item for child in getattr(node, "content", []) if getattr(child, "item", None)), None
    )
    return item.span[0] if item else 0


def psyclone_loops(text: str) -> dict[int, bool | str]:
    """By line: whether PSyclone says that the loop can be parallel, or how it failed."""
    from psyclone.psyir.frontend.fortran import FortranReader
    from psyclone.psyir.nodes import Loop
    from psyclone.psyir.tools import DependencyTools

    found: dict[int, bool | str] = {}
    tools = DependencyTools()
    for loop in FortranReader().psyir_from_source(text).walk(Loop):
        try:
            found[line_of(loop)] = bool(tools.can_loop_be_parallelised(loop))
        except Exception as error:  # its own faults are part of the comparison
            found[line_of(loop)] = f"fails: {type(error).__name__}"
    found.pop(0, None)
    return found


def nests_of(arguments) -> int:
    counts: collections.Counter = collections.Counter()
    fewer, wrong, by_piece = [], [], collections.Counter()
    for at in range(0, arguments.count, 50):
        numbers = range(at, min(at + 50, arguments.count))
        batch = running.write(
            at, [nests.make(arguments.seed, number) for number in numbers], arguments.output / "psyclone"
        )
        ours = running.explained(batch.source, arguments.explain.split() if arguments.explain else None)
        theirs = psyclone_loops(batch.source.read_text())
        for nest, known in batch.members:
            line = batch.lines[nest.number]
            verdict, said = ours.get(line), theirs.get(line, "not seen")
            own = bool(verdict) and verdict.verdict == "parallel"
            right = own and not known.wrong(nest, nests.with_counters(nest, verdict.clauses))
            guessed = judging.inferred(
                [mark for log in known.logs for mark in log], nest.counters, {*nest.procedure.dummies, *nest.shared}
            )
            possible = not known.wrong(nest, nests.with_counters(nest, guessed)) or (right and nest.label != "unsafe")
            counts["isotach", "right" if right else "wrong" if own else "refuses"] += 1
            counts[
                "PSyclone",
                "right"
                if said is True and possible
                else "wrong"
                if said is True
                else "refuses"
                if said is False
                else said,
            ] += 1
            if said is True and possible and not right:
                fewer.append(
                    f"nest {nest.number} ({', '.join(nest.pieces)}): {verdict.verdict if verdict else 'missing'} {verdict.reasons[:1] if verdict else ''}"
                )
            if own and not right:
                wrong.append(f"nest {nest.number} ({', '.join(nest.pieces)})")
            if said is True and not possible:
                by_piece[nest.unsafe or "+".join(nest.pieces)] += 1
        print(f"{at + len(numbers)} nests", file=sys.stderr, flush=True)
    for (who, what), number in sorted(counts.items()):
        print(f"{who:9} {what:24} {number:6}")
    print(
        "PSyclone accepts wrongly, by piece: "
        + ", ".join(f"{name} {number}" for name, number in by_piece.most_common())
    )
    print(f"accepted rightly by PSyclone and refused by us: {len(fewer)}", *fewer, sep="\n  ")
    print(f"accepted wrongly by us: {len(wrong)}", *wrong, sep="\n  ")
    return 1 if wrong or counts["isotach", "right"] < counts["PSyclone", "right"] else 0


def stop(*_):
    raise TimeoutError


def files_of(arguments) -> int:
    counts: collections.Counter = collections.Counter()
    signal.signal(signal.SIGALRM, stop)
    paths = sorted(path for path in arguments.files.rglob("*") if path.suffix.lower() in (".f90", ".f08", ".f03"))
    for path in paths[:: max(1, len(paths) // arguments.limit)][: arguments.limit]:
        signal.alarm(arguments.seconds)
        try:
            theirs = psyclone_loops(path.read_text(errors="replace"))
        except TimeoutError:
            counts["files that PSyclone needs longer for"] += 1
            continue
        except Exception:
            counts["files that PSyclone does not read"] += 1
            continue
        finally:
            signal.alarm(0)
        try:
            ours = running.explained(path, arguments.explain.split() if arguments.explain else None)
        except RuntimeError as error:
            counts["files that isotach does not explain"] += 1
            print(error)
            continue
        counts["files"] += 1
        for line, said in sorted(theirs.items()):
            verdict = ours[line].verdict if line in ours else "missing"
            counts[f"PSyclone {said}, isotach {verdict}"] += 1
            if (said is True) != (verdict == "parallel"):
                print(
                    f"{path}:{line}: PSyclone {said}, isotach {verdict}: {'; '.join(ours[line].reasons[:2]) if line in ours else ''}"
                )
    for what, number in sorted(counts.items()):
        print(f"{number:7}  {what}")
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=200, help="nests (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--files", type=pathlib.Path, help="a folder of Fortran files in the place of nests")
    parser.add_argument("--limit", type=int, default=500, help="of the files (default: %(default)s)")
    parser.add_argument("--seconds", type=int, default=60, help="for PSyclone to read one file (default: %(default)s)")
    parser.add_argument("--explain", help="a command in the place of `isotach explain`")
    parser.add_argument(
        "--output", type=pathlib.Path, default=running.ROOT / "build" / "loops", help="folder to write in"
    )
    arguments = parser.parse_args()
    return files_of(arguments) if arguments.files else nests_of(arguments)


if __name__ == "__main__":
    sys.exit(main())
