#!/usr/bin/env python3
"""Compiles random schedules of kernels and built-ins with `isotach psykal`, and runs them on several numbers of ranks.

    tests/random/random_schedules.py --count 100 --seed 7                     ranks 1, 3 and 4, checking modes on
    tests/random/random_schedules.py --count 1000 --seed 1 --ranks 1,2,3,4,6
    tests/random/random_schedules.py --count 50 --seed 2 --faults 20          20 faults of each kind a batch: who notices?
    tests/random/random_schedules.py --count 50 --seed 2 --against-psyclone 50
    tests/random/random_schedules.py --count 50 --seed 2 --transform --ranks 1,3x4    colours, OpenMP, redundant computation ...
    tests/random/random_schedules.py --count 50 --seed 2 --only 17            schedule 17 of each batch alone

A schedule is a few invokes in a row, of random kernels and built-ins on a common pool of fields. Its data are small
integers, so that sums are exact in any order. After each invoke every field, matrix and scalar has to be what arrays of
numpy give (tests/random/schedules/oracle.py), and every copy that is claimed to be clean what its owner has, on each number of
ranks, with each mode of LFRIC_CHECK. Of two batches, one has COMPUTE_ANNEXED_DOFS.

Everything that was written stays in build/schedules, where a mismatch says which file to look at.

--faults breaks the PSy layers on purpose, one place at a time, and counts who notices: a wrong result, or a check of the
runtime. Faults that a rule proves to change nothing are counted apart (tests/random/schedules/harmless.py). --against-psyclone counts halo exchanges in both programs' PSy layers of the same schedules; it needs PSyclone.

Exit code: 0, 1 when a schedule went wrong or had more exchanges than PSyclone's, 2 wrong usage.
"""

import argparse
import concurrent.futures
import json
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools"))
import lfric_programs
from schedules import algorithms, judging, running


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=50, help="schedules (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same schedules (default: 1)")
    parser.add_argument("--ranks", default="1,3,4", help="numbers of ranks, or RANKSxTHREADS (default: %(default)s)")
    parser.add_argument("--batch", type=int, default=50, help="schedules in an executable (default: %(default)s)")
    parser.add_argument(
        "--checks", default=";".join(running.CHECKS), help="values of LFRIC_CHECK (default: %(default)s)"
    )
    parser.add_argument("--only", type=int, metavar="N", help="run schedule N of each batch alone, and tell its result")
    parser.add_argument(
        "--faults", type=int, default=0, metavar="N", help="plant up to N faults of each kind in a batch"
    )
    parser.add_argument("--transform", action="store_true", help="run transformations that are drawn on each batch")
    parser.add_argument(
        "--in-turn", action="store_true", help="of the checks one in each run, in turn, not all of them"
    )
    parser.add_argument("--against-psyclone", type=int, default=0, metavar="N", help="compare exchanges of N schedules")
    parser.add_argument("--output", type=pathlib.Path, default=running.OUTPUT, help="folder to build in")
    parser.add_argument("--json", type=pathlib.Path, metavar="FILE", help="write everything found to a file")
    arguments = parser.parse_args()
    try:
        places = [tuple(map(int, f"{word}x1".split("x")[:2])) for word in arguments.ranks.split(",")]
    except ValueError:
        parser.error(f"--ranks {arguments.ranks}: give numbers, or RANKSxTHREADS, with commas between them")
    if arguments.count < 1 or arguments.batch < 1 or min(map(min, places)) < 1:
        parser.error("--count, --batch and --ranks have to be positive")

    def tell(text: str) -> None:
        print(text, file=sys.stderr, flush=True)

    start = time.perf_counter()
    lfric_programs.build_runtime()
    numbers = range((arguments.count + arguments.batch - 1) // arguments.batch)

    def prepare(number: int) -> running.Built:
        count = min(arguments.batch, arguments.count - number * arguments.batch)
        # Which faults are harmless is not known of column-wise operators and of the coarse mesh (schedules/harmless.py).
        wide = arguments.transform and not arguments.faults
        batch = algorithms.make_batch(arguments.seed, number, count, wide)
        folder = (
            arguments.output
            / f"{arguments.seed}-{arguments.count}-{arguments.faults}{'-transformed' * arguments.transform}"
            / str(number + 1)
        )
        built = running.build(batch, folder, arguments.faults, arguments.seed, arguments.transform)
        tell(f"batch {number + 1} of {len(numbers)} built: {count} schedules, {len(built.faults)} faults")
        return built

    found = judging.Found()
    checks = arguments.checks.split(";")
    with concurrent.futures.ThreadPoolExecutor(lfric_programs.jobs()) as pool:
        waiting = [pool.submit(prepare, number) for number in numbers]
        try:
            for future in waiting:
                built = future.result()
                only = [arguments.only] if arguments.only else None
                found.run(built, places, checks, arguments.in_turn, only, tell)
                if arguments.faults:
                    found.try_faults(built, max(places)[0], tell)
        except RuntimeError as error:
            pool.shutdown(cancel_futures=True)
            print(error, file=sys.stderr)
            return 1
    if arguments.against_psyclone:
        found.against_psyclone([future.result() for future in waiting], arguments.against_psyclone, tell)
    found.seconds = time.perf_counter() - start
    print(found.report(arguments.ranks, checks))
    if arguments.json:
        arguments.json.write_text(json.dumps(found.as_json(), indent=2) + "\n")
    return 1 if found.mismatches or found.more_exchanges else 0


if __name__ == "__main__":
    sys.exit(main())
