"""What a halo exchange costs: the runtime's against one written by hand for the same bytes, in turn, in one run.

Microseconds of the slowest rank for one exchange, packing and unpacking included. Two ranks, because that is how many run
at once on small machines; more would time the operating system's turns.
"""

import statistics

import lfric_programs
from timing import table

CELLS, LAYERS, RANKS = 32, 40, 2


def run(root, work, binary, repeat: int) -> dict:
    program = lfric_programs.build_one(root / "bench" / "halo.f90", work / "halo")
    done = lfric_programs.mpirun(
        RANKS,
        program,
        "--cells",
        CELLS,
        "--layers",
        LAYERS,
        "--rounds",
        max(repeat, 15),
        timeout=400,
        OMP_NUM_THREADS="1",
    )
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)
    rounds: dict[tuple, list] = {}
    for line in lfric_programs.result(done.stdout):
        space, depth, size, ours, hand = line.split()
        rounds.setdefault((space, int(depth), int(size)), []).append((float(ours), float(hand)))
    cases = []
    for (space, depth, size), times in rounds.items():
        ours, hand = zip(*times, strict=True)
        cases.append(
            {
                "space": space,
                "depth": depth,
                "bytes": size,
                "ours": [statistics.median(ours), min(ours), max(ours)],
                "hand": [statistics.median(hand), min(hand), max(hand)],
                # Rounds stand next to each other in time: the median of their ratios is steadier than that of medians.
                "ratio": statistics.median(left / right for left, right in times),
            }
        )
    return {"unit": "us", "ranks": RANKS, "cells": CELLS, "layers": LAYERS, "cases": cases}


def report(result: dict) -> str:
    rows = [
        [
            f"{case['space']} depth {case['depth']}",
            f"{case['bytes'] / 1000:.1f}",
            *(f"{case[who][0]:.1f} ({case[who][1]:.1f}..{case[who][2]:.1f})" for who in ("ours", "hand")),
            f"{case['ratio']:.2f}",
        ]
        for case in result["cases"]
    ]
    title = f"Halo exchange, C{result['cells']}, {result['layers']} layers, {result['ranks']} ranks"
    return table(title, ["field", "kB received", "runtime us", "by hand us", "ratio"], rows)
