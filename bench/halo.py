"""What a halo exchange costs: the runtime's against one written by hand for the same bytes, in turn, in one run.

Microseconds of the slowest rank for one exchange, packing and unpacking included. Two ranks, because that is how many run
at once on small machines; more would time the operating system's turns.

The last columns check the cost model of docs/runtime.md, latency times messages plus bytes over bandwidth: both are
fitted to swaps of contiguous values that the same run timed, and hold the runtime's time against what follows from them.
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
    swaps: dict[int, list] = {}
    for line in lfric_programs.result(done.stdout):
        if line.startswith("swap"):
            _, size, time = line.split()
            swaps.setdefault(int(size), []).append(float(time))
            continue
        space, depth, size, ours, hand = line.split()
        rounds.setdefault((space, int(depth), int(size)), []).append((float(ours), float(hand)))
    latency, per_byte = fit({size: statistics.median(times) for size, times in swaps.items()})
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
                "model": latency + size * per_byte,  # one message each way: there are two ranks
                # Rounds stand next to each other in time: the median of their ratios is steadier than that of medians.
                "ratio": statistics.median(left / right for left, right in times),
            }
        )
    model = {"latency_us": latency, "bandwidth_GB_s": 1e-3 / per_byte}
    return {"unit": "us", "ranks": RANKS, "cells": CELLS, "layers": LAYERS, "model": model, "cases": cases}


def fit(times: dict[int, float]) -> tuple[float, float]:
    """Latency in us and us a byte: the line through the times by size whose relative errors have the least squares."""
    weights = {size: 1 / time**2 for size, time in times.items()}
    total = sum(weights.values())
    mean_size = sum(weights[size] * size for size in times) / total
    mean_time = sum(weights[size] * times[size] for size in times) / total
    slope = sum(weights[s] * (s - mean_size) * (times[s] - mean_time) for s in times)
    slope /= sum(weights[s] * (s - mean_size) ** 2 for s in times)
    return mean_time - slope * mean_size, slope


def report(result: dict) -> str:
    rows = [
        [
            f"{case['space']} depth {case['depth']}",
            f"{case['bytes'] / 1000:.1f}",
            *(f"{case[who][0]:.1f} ({case[who][1]:.1f}..{case[who][2]:.1f})" for who in ("ours", "hand")),
            f"{case['ratio']:.2f}",
            f"{case['model']:.1f}",
            f"{case['ours'][0] / case['model']:.2f}",
        ]
        for case in result["cases"]
    ]
    title = f"Halo exchange, C{result['cells']}, {result['layers']} layers, {result['ranks']} ranks"
    model = result["model"]
    title += f" (model: {model['latency_us']:.1f} us a message, {model['bandwidth_GB_s']:.1f} GB/s)"
    return table(
        title, ["field", "kB received", "runtime us", "by hand us", "ratio", "model us", "runtime/model"], rows
    )
