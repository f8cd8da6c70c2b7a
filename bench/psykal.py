"""How long algorithms take to become PSy layers: isotach psykal against PSyclone 3.3.1, on the same files, in one run.

400 algorithms that differ in structure and 500 kernels are made anew (bench/psykal_sources.py). PSyclone gets a sample of
them, one process for all in which only the first pays for its start, and once more as a program of its own.
"""

import contextlib
import io
import pathlib
import statistics
import subprocess
import sys
import time

import psykal_sources
from timing import table

ALGORITHMS, KERNELS, SAMPLE = 400, 500, 12


def seconds_of(*command) -> float:
    start = time.perf_counter()
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(" ".join(map(str, command)) + "\n" + done.stdout + done.stderr)
    return time.perf_counter() - start


def peak_memory(*command) -> float:
    """Megabytes that a program holds at most."""
    code = "import resource, subprocess, sys; subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True); "
    code += "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    done = subprocess.run([sys.executable, "-c", code, *map(str, command)], capture_output=True, text=True, check=True)
    return int(done.stdout) / 1024


def psyclone_seconds(files: list[pathlib.Path], kernels: pathlib.Path, output: pathlib.Path) -> list[float]:
    from psyclone.generator import main

    times = []
    for file in files:
        arguments = ["-api", "lfric", "-d", str(kernels), "-oalg", str(output / f"{file.stem}.f90")]
        arguments += ["-opsy", str(output / f"{file.stem}_psy.f90"), str(file)]
        said = io.StringIO()
        start = time.perf_counter()
        try:
            with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
                main(arguments)
        except SystemExit as stop:
            raise RuntimeError(f"psyclone ended with {stop.code} on {file.name}: {said.getvalue()}") from None
        times.append(time.perf_counter() - start)
    return times


def run(root, work, binary, repeat: int) -> dict:
    psykal_sources.make(work, ALGORITHMS, KERNELS)
    folder, kernels, output = work / "algorithms", work / "kernels", work / "output"
    output.mkdir()
    files = sorted(folder.glob("*.x90"))
    rounds = max(3, min(repeat, 5))
    batch = [binary, "psykal", folder, "-k", kernels, "-o", output]
    by_count = {}
    for count in (ALGORITHMS // 4, ALGORITHMS // 2, ALGORITHMS):
        command = [binary, "psykal", *files[:count], "-k", kernels, "-o", output]
        by_count[count] = min(seconds_of(*command) for _ in range(rounds))
    one_core = min(seconds_of(*batch, "-j", "1") for _ in range(rounds))
    memory = peak_memory(*batch)
    sample = files[:: ALGORITHMS // SAMPLE][:SAMPLE]
    theirs = psyclone_seconds(sample, kernels, output)
    single, peer = [], []
    for file in sample[:3]:
        words = ["-api", "lfric", "-d", kernels, "-oalg", output / "a.f90", "-opsy", output / "p.f90", file]
        single.append(min(seconds_of(binary, "psyclone", *words) for _ in range(rounds)))
        peer.append(seconds_of(pathlib.Path(sys.executable).parent / "psyclone", *words))
    return {
        "algorithms": ALGORITHMS,
        "kernels": KERNELS,
        "bytes": sum(file.stat().st_size for file in files),
        "batch_seconds": by_count,
        "one_core_seconds": one_core,
        "peak_MB": memory,
        "psyclone_seconds_a_file": theirs,
        "process_seconds": single,
        "psyclone_process_seconds": peer,
    }


def report(result: dict) -> str:
    count = result["algorithms"]
    ours = result["batch_seconds"][count] / count
    theirs = statistics.mean(result["psyclone_seconds_a_file"][1:])
    single, peer = (statistics.median(result[key]) for key in ("process_seconds", "psyclone_process_seconds"))
    rows = [
        ["batch, a file", f"{1e3 * ours:.2f}", f"{1e3 * theirs:.0f}", f"{theirs / ours:.0f}"],
        ["batch on one core, a file", f"{1e3 * result['one_core_seconds'] / count:.2f}", f"{1e3 * theirs:.0f}",
         f"{theirs * count / result['one_core_seconds']:.0f}"],
        ["one file as a process", f"{1e3 * single:.1f}", f"{1e3 * peer:.0f}", f"{peer / single:.0f}"],
    ]  # fmt: skip
    growth = ", ".join(f"{files} files {seconds:.3f} s" for files, seconds in result["batch_seconds"].items())
    return (
        table(
            f"Algorithms to PSy layers: {count} ({result['bytes'] / 1e6:.1f} MB), {result['kernels']} kernels; ms",
            ["", "isotach", "psyclone", "ratio"],
            rows,
        )
        + f"\ngrowth: {growth}; peak memory {result['peak_MB']:.0f} MB"
    )
