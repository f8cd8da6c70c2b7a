"""Parsing: Isotach, Flang's parser and fparser on the same bytes.

Processor time of the whole process, less that of the same program on an empty file: start-up is not parsing. For one
file each program uses one thread. Isotach and Flang read a file of ten times the size too, since start-up is the
larger part of a process on a small one. fparser is timed inside Python, without its import. Besides parsing,
`isotach parse` writes the tree back and compares it with the file.
"""

import pathlib
import shutil

import generate
from timing import command, interleaved, processor_seconds, table

FLANG = "flang-new-19"


def fparser_action(path: pathlib.Path):
    from fparser.common.readfortran import FortranFileReader
    from fparser.two.parser import ParserFactory

    parser = ParserFactory().create(std="f2008")
    return lambda: parser(FortranFileReader(str(path), ignore_comments=False))


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
    result = {"unit": "MB/s", "inputs": {}, "tools": [*tools, "fparser"]}
    for path in (example, model, large):
        actions = {}
        for name, words in tools.items():
            actions[name] = command(*words, path)
            actions[name + " empty"] = command(*words, empty)
        samples = interleaved(actions, repeat, processor_seconds)
        seconds = {name: samples[name].less(samples[name + " empty"].median) for name in tools}
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
    return result


def report(result: dict) -> str:
    rows = []
    for name, data in result["inputs"].items():
        own = data["seconds"]["isotach"]
        for tool, seconds in data["seconds"].items():
            low, high = data["range"][tool]
            rows.append([f"{name}, {data['lines']} lines", tool, f"{seconds * 1e3:.1f}", f"{low * 1e3:.1f}..{high * 1e3:.1f}",
                         f"{data['bytes'] / seconds / 1e6:.2f}", f"{seconds / own:.1f}"])  # fmt: skip
    return table("Parsing (processor time less start-up)", ["input", "tool", "ms", "range", "MB/s", "x isotach"], rows)
