"""What a call from Python costs: modules of Isotach and of numpy.f2py made from the same kernels.f90.

Nanoseconds of processor time a call, less those of an empty Python loop. The procedures do next to nothing, so this is the wrapper:
argument reading, checks, the way into Fortran and back.
"""

import importlib.util
import os
import pathlib
import subprocess
import sys
import time
import timeit

import numpy
from timing import Sample, table

SOURCE = pathlib.Path(__file__).with_name("kernels.f90")


def load(path: pathlib.Path, name: str):
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def f2py_module(work: pathlib.Path):
    """The module numpy.f2py makes; its backends differ in how they build, not in what is called."""
    folder = work / "f2py"
    folder.mkdir()
    environment = dict(os.environ, PATH=f"{pathlib.Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    words = [
        sys.executable,
        "-m",
        "numpy.f2py",
        "-c",
        str(SOURCE),
        "-m",
        "f2py_kernels",
        "--backend",
        "meson",
    ]
    done = subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True)
    files = list(folder.glob("f2py_kernels*.so"))
    if done.returncode or not files:
        raise RuntimeError(f"numpy.f2py failed:\n{done.stdout[-1500:]}{done.stderr[-1500:]}")
    return load(files[0], "f2py_kernels")


def isotach_module(work: pathlib.Path, binary: str):
    folder = work / "isotach"
    folder.mkdir()
    words = [binary, "build", str(SOURCE), "-m", "iso_kernels", "-o", str(folder)]
    done = subprocess.run(words, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"isotach build failed:\n{done.stderr[-3000:]}")
    return load(folder / "iso_kernels.abi3.so", "iso_kernels")


def measure(statements: dict[str, str], names: dict, repeat: int) -> dict[str, Sample]:
    """Nanoseconds of each statement, interleaved, without the loop."""
    number = 200_000
    timers = {
        key: timeit.Timer(statement, globals=names, timer=time.process_time) for key, statement in statements.items()
    }
    loop = timeit.Timer("pass", timer=time.process_time)
    values: dict[str, list[float]] = {key: [] for key in timers}
    for round_ in range(repeat + 1):
        empty = loop.timeit(number)
        for key, timer in timers.items():
            seconds = timer.timeit(number) - empty
            if round_:  # the first round warms up
                values[key].append(seconds / number * 1e9)
    return {key: Sample.of(entries) for key, entries in values.items()}


def run(root: pathlib.Path, work: pathlib.Path, binary: str, repeat: int) -> dict:
    modules = {"isotach": isotach_module(work, binary).kernels, "f2py": f2py_module(work).kernels}
    arrays = {letter: numpy.zeros(8) for letter in "abcdefghpq"}
    flat = numpy.zeros((80, 90), order="F")
    cases = {
        "0 arrays": "call0()",
        "3 arrays": "call3(a,b,c)",
        "10 arrays": "call10(a,b,c,d,e,f,g,h,p,q)",
        "2 arrays, sizes derived": "call2d(x,y)",
    }
    statements = {f"{case}/{tool}": f"{tool}_{call}" for case, call in cases.items() for tool in modules}
    names = {f"{tool}_{call.split('(')[0]}": getattr(module, call.split("(")[0])
             for tool, module in modules.items() for call in cases.values()}  # fmt: skip
    samples = measure(statements, {**arrays, **names, "x": flat, "y": flat.copy(order="F")}, repeat)
    return {
        "unit": "ns",
        "cases": {
            case: {
                tool: [
                    samples[f"{case}/{tool}"].median,
                    samples[f"{case}/{tool}"].low,
                    samples[f"{case}/{tool}"].high,
                ]
                for tool in modules
            }
            for case in cases
        },
    }


def report(result: dict) -> str:
    rows = []
    for case, tools in result["cases"].items():
        own = tools["isotach"][0]
        for tool, (median, low, high) in tools.items():
            rows.append([case, tool, f"{median:.0f}", f"{low:.0f}..{high:.0f}", f"{median / own:.1f}"])
    return table("Calling from Python", ["arguments", "module of", "ns", "range", "x isotach"], rows)
