"""Parsing: Isotach, Flang's parser, tree-sitter-fortran and fparser on the same bytes.

Processor time of the whole process, less that of the same program on an empty file: start-up is not parsing. For one
file each program uses one thread. Isotach and Flang read a file of ten times the size too, since start-up is the
larger part of a process on a small one. fparser and tree-sitter (a C library) are timed inside Python, without their
import. Besides parsing, `isotach parse` writes the tree back and compares it with the file.

Of Isotach it also tells where the time goes (`--json` gives the stages), how much memory a byte of source takes, what
a second thread brings, and how fast this machine copies memory: front ends cannot be faster than that.
"""

import json
import pathlib
import shutil
import subprocess
import time

import generate
from timing import command, interleaved, processor_seconds, table

FLANG = "flang-new-19"


def fparser_action(path: pathlib.Path):
    from fparser.common.readfortran import FortranFileReader
    from fparser.two.parser import ParserFactory

    parser = ParserFactory().create(std="f2008")
    return lambda: parser(FortranFileReader(str(path), ignore_comments=False))


def tree_sitter_action(path: pathlib.Path):
    import tree_sitter
    import tree_sitter_fortran

    parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_fortran.language()))
    text = path.read_bytes()
    return lambda: parser.parse(text)


def totals(binary: str, threads: int, *paths) -> dict:
    """The totals of `isotach parse --json`. A shell stands between, for a process inherits its parent's peak memory."""
    words = ["sh", "-c", '"$@"; exit $?', "sh", binary, "parse", "--json", f"-j{threads}", *map(str, paths)]
    done = subprocess.run(words, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"isotach parse ended with {done.returncode}:\n{done.stderr[-2000:]}")
    return json.loads(done.stdout)


def stages(binary: str, path: pathlib.Path, empty: pathlib.Path, repeat: int) -> dict:
    runs = [totals(binary, 1, path) for _ in range(repeat)]
    least = {stage: min(run["seconds"][stage] for run in runs) for stage in runs[0]["seconds"]}
    memory = runs[0]["peak_memory_bytes"] - totals(binary, 1, empty)["peak_memory_bytes"]
    return {"bytes": runs[0]["bytes"], "seconds": least, "memory_per_byte": memory / runs[0]["bytes"]}


def threads(binary: str, folder: pathlib.Path, repeat: int) -> dict:
    folder.mkdir()
    text = generate.model_code(20_000, seed=3)
    for i in range(16):
        (folder / f"model{i}.f90").write_text(text)
    elapsed = {count: min(totals(binary, count, folder)["elapsed_seconds"] for _ in range(repeat)) for count in (1, 2)}
    return {"elapsed": elapsed, "bytes": sum(path.stat().st_size for path in folder.iterdir())}


def copy_rate(repeat: int) -> float:
    """Bytes per second that this machine copies, each read and written once."""
    import numpy

    source = numpy.ones(1 << 25)
    target = numpy.empty_like(source)
    best = float("inf")
    for _ in range(max(5, repeat)):
        start = time.perf_counter()
        numpy.copyto(target, source)
        best = min(best, time.perf_counter() - start)
    return source.nbytes / best


def run(root: pathlib.Path, work: pathlib.Path, binary: str, repeat: int) -> dict:
    model = work / "model.f90"
    model.write_text(generate.model_code(5000))
    large = work / "large.f90"
    large.write_text(generate.model_code(50_000, seed=2))
    example = work / "turbulence.f90"
    sources = sorted((root / "examples" / "turbulence").glob("turb*.f90"))
    example.write_text("".join(source.read_text() for source in sources))
    empty = work / "empty.f90"
    empty.write_text("end\n")

    tools = {"isotach": [binary, "parse"]}
    if shutil.which(FLANG):
        tools["flang"] = [FLANG, "-fc1", "-fdebug-measure-parse-tree"]
    result = {"unit": "MB/s", "inputs": {}, "tools": [*tools, "tree-sitter", "fparser"]}
    for path in (example, model, large):
        actions = {}
        for name, words in tools.items():
            actions[name] = command(*words, path)
            actions[name + " empty"] = command(*words, empty)
        actions["tree-sitter"] = tree_sitter_action(path)
        samples = interleaved(actions, repeat, processor_seconds)
        seconds = {name: samples[name].less(samples[name + " empty"].median) for name in tools}
        seconds["tree-sitter"] = samples["tree-sitter"]
        if path is not large:
            seconds["fparser"] = interleaved({"fparser": fparser_action(path)}, max(1, repeat // 5), processor_seconds)[
                "fparser"
            ]
        size = path.stat().st_size
        result["inputs"][path.stem] = {
            "bytes": size,
            "lines": path.read_text().count("\n"),
            "seconds": {name: sample.median for name, sample in seconds.items()},
            "range": {name: [sample.low, sample.high] for name, sample in seconds.items()},
        }
    result["stages"] = stages(binary, large, empty, repeat)
    result["threads"] = threads(binary, work / "models", max(3, repeat // 3))
    result["copy"] = copy_rate(repeat)
    return result


def report(result: dict) -> str:
    rows = []
    for name, data in result["inputs"].items():
        own = data["seconds"]["isotach"]
        for tool, seconds in data["seconds"].items():
            low, high = data["range"][tool]
            rows.append([f"{name}, {data['lines']} lines", tool, f"{seconds * 1e3:.1f}", f"{low * 1e3:.1f}..{high * 1e3:.1f}",
                         f"{data['bytes'] / seconds / 1e6:.2f}", f"{seconds / own:.1f}"])  # fmt: skip
    head = ["input", "tool", "ms", "range", "MB/s", "x isotach"]
    text = table("Parsing (processor time less start-up)", head, rows)

    data = result["stages"]
    whole = sum(data["seconds"].values())
    rows = [
        [stage, f"{seconds * 1e3:.2f}", f"{100 * seconds / whole:.0f}", f"{data['bytes'] / seconds / 1e6:.0f}"]
        for stage, seconds in {**data["seconds"], "all": whole}.items()
    ]
    text += "\n\n" + table("Where the time goes (large; fastest run)", ["stage", "ms", "%", "MB/s"], rows)
    elapsed = result["threads"]["elapsed"]
    rates = {count: result["threads"]["bytes"] / seconds / 1e6 for count, seconds in elapsed.items()}
    text += (
        f"\n\nmemory: {data['memory_per_byte']:.1f} bytes a byte of source at the peak"
        f"\nthreads: {rates[1]:.0f} MB/s with one, {rates[2]:.0f} MB/s with two ({elapsed[1] / elapsed[2]:.2f} times)"
        f"\nmemory bandwidth: {result['copy'] / 1e9:.1f} GB/s copied; writing that memory once and reading it once "
        f"allows {result['copy'] / data['memory_per_byte'] / 1e6:.0f} MB/s of source"
    )
    return text
