#!/usr/bin/env python3
"""Judges random nests of loops with `isotach explain`, and runs them to see whether each verdict holds.

    tests/random/random_loops.py --count 1000 --seed 7                 a table by piece; what went wrong is kept
    tests/random/random_loops.py --count 1000 --seed 7 --only 17,230   these nests alone, with their text
    tests/random/random_loops.py --count 200 --say-parallel            every loop is said to be parallel: who notices?
    tests/random/random_loops.py --count 1000 --no-execute             without compiling: a second for thirty nests

A nest is one loop made of pieces (tests/random/loops/nests.py): safe, or with one clash by construction. "parallel" is
wrong when an iteration touches what another writes, under the verdict's clauses; or when other results come out with
iterations reversed, shuffled or on 4 threads. What a nest claims of itself is not believed. "timid" is a safe loop that
was not said to be parallel.

Everything that was written stays in build/loops; wrong verdicts in `wrong`, timid ones in `timid`, one file each.

Exit code: 0; 1 when a verdict is wrong, or more than --timid percent of the safe loops are refused; 2 wrong usage.
"""

import argparse
import collections
import json
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from loops import nests, running, soup


def table(rows: list[running.Row]) -> list[str]:
    """One line for each piece: how often, with its clash, alone in its nest; verdicts; faults."""
    out = [f"{'piece':24} nests  clash  parallel  not  unknown  wrong  timid  timid alone"]
    for name in [*nests.PIECES, "soup"]:
        own = [row for row in rows if name in row.pieces]
        said = collections.Counter(row.verdict for row in own)
        wrong = sum(bool(row.wrong) and row.unsafe in (name, "") for row in own)
        timid = sum(row.timid for row in own)
        alone = [row for row in own if row.pieces == [name] and row.label == "safe"]
        out.append(f"{name:24} {len(own):5} {sum(row.unsafe == name for row in own):6} {said['parallel']:9} {said['not_parallel']:4} "
                   f"{said['unknown']:8} {wrong:6} {timid:6} {sum(row.timid for row in alone):6} of {len(alone)}")  # fmt: skip
    return out


def summary(rows: list[running.Row], seconds: float) -> str:
    labels = collections.Counter(row.label for row in rows)
    said = collections.Counter(row.verdict for row in rows)
    wrong, timid = sum(bool(row.wrong) for row in rows), sum(row.timid for row in rows)
    missed = sum(row.label == "unsafe" and row.verdict == "parallel" and not row.wrong for row in rows)
    return (f"{len(rows)} nests: {labels['unsafe']} unsafe, {labels['safe']} safe, {labels['either']} either; {said['parallel']} parallel, "
            f"{said['not_parallel']} not, {said['unknown']} unknown; {wrong} wrong, {timid} timid "
            f"({100 * timid / max(1, labels['safe']):.2f} % of the safe), {missed} unsafe ones said parallel and not caught; {seconds:.0f} s")  # fmt: skip


def keep(folder: pathlib.Path, row: running.Row, text: str):
    folder.mkdir(parents=True, exist_ok=True)
    lines = [f"! nest {row.number}: pieces {', '.join(row.pieces)}; {row.label} {row.unsafe}; said {row.verdict}",
             *(f"! wrong: {line}" for line in [row.wrong] if line), *(f"! reason: {line}" for line in row.reasons)]  # fmt: skip
    (folder / f"{row.number}.f90").write_text("\n".join(lines) + "\n" + text)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=200, help="nests (default: %(default)s)")
    parser.add_argument("--first", type=int, default=0, help="number of the first nest (default: 0)")
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same nests (default: 1)")
    parser.add_argument("--batch", type=int, default=200, help="nests in an executable (default: %(default)s)")
    parser.add_argument("--only", help="numbers of nests, with commas; their text is printed")
    parser.add_argument("--say-parallel", action="store_true", help="take every loop for parallel: a test of this test")
    parser.add_argument("--soup", action="store_true", help="random statements, not pieces")
    parser.add_argument("--explain", help="a command in the place of `isotach explain`")
    parser.add_argument("--no-execute", action="store_true", help="do not compile")
    parser.add_argument(
        "--execute-every", type=int, default=1, metavar="N", help="compile every Nth batch (default: 1)"
    )
    parser.add_argument("--optimise", default="-O0", help="gfortran's option (default: %(default)s)")
    parser.add_argument(
        "--timid", type=float, default=2.0, help="percent of the safe loops that may be refused (default: 2)"
    )
    parser.add_argument(
        "--output", type=pathlib.Path, default=running.ROOT / "build" / "loops", help="folder to write in"
    )
    parser.add_argument("--json", type=pathlib.Path, metavar="FILE", help="write all rows to a file")
    arguments = parser.parse_args()
    if arguments.count < 1 or arguments.batch < 1:
        parser.error("--count and --batch have to be positive")
    start = time.perf_counter()
    numbers = list(range(arguments.first, arguments.first + arguments.count))
    if arguments.only:
        numbers = [int(word) for word in arguments.only.split(",")]
    rows: list[running.Row] = []
    for at in range(0, len(numbers), arguments.batch):
        make = soup.make if arguments.soup else nests.make
        members = [make(arguments.seed, number) for number in numbers[at : at + arguments.batch]]
        batch = running.write(at, members, arguments.output / "batch")
        try:
            if arguments.say_parallel:
                verdicts = running.believed(batch)
            else:
                verdicts = running.explained(batch.source, arguments.explain.split() if arguments.explain else None)
            execute = not arguments.no_execute and at // arguments.batch % arguments.execute_every == 0
            found = running.judge(batch, verdicts, arguments.optimise if execute else None)
        except RuntimeError as error:
            print(error, file=sys.stderr)
            return 1
        rows += found
        for row, (nest, _) in zip(found, members, strict=True):
            if arguments.only:
                print(f"{row}\n{row.text}\n")
            if row.wrong and not arguments.say_parallel:
                print(f"nest {row.number} ({', '.join(row.pieces)}): {row.wrong}", file=sys.stderr)
                keep(arguments.output / "wrong", row, running.alone(nest))
            if row.timid:
                keep(arguments.output / "timid", row, running.alone(nest))
        wrong = sum(bool(row.wrong) for row in rows)
        print(
            f"{len(rows)} nests of {len(numbers)}, {wrong} wrong, {sum(row.timid for row in rows)} timid",
            file=sys.stderr,
            flush=True,
        )
    print("\n".join(table(rows)))
    print(summary(rows, time.perf_counter() - start))
    if arguments.json:
        kept = [{name: value for name, value in vars(row).items() if name != "text"} for row in rows]
        arguments.json.write_text(json.dumps(kept, indent=1) + "\n")
    safe = sum(row.label == "safe" for row in rows)
    return 1 if any(row.wrong for row in rows) or sum(row.timid for row in rows) * 100 > arguments.timid * safe else 0


if __name__ == "__main__":
    sys.exit(main())
