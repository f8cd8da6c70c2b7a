"""Builds the Fortran of a group of cases twice, with numpy.f2py and with isotach, and runs the cases on both.

numpy.f2py writes its C and Fortran; the compilers are called from here, which takes a third of the time of its own
backends and makes the same module.
"""

import os
import pathlib
import pickle
import subprocess
import sys
import sysconfig

import isotach
import numpy
import numpy.f2py

HERE = pathlib.Path(__file__).parent
SUPPORT = pathlib.Path(numpy.f2py.get_include())
HEADERS = [f"-I{folder}" for folder in (sysconfig.get_paths()["include"], numpy.get_include(), SUPPORT)]


def sources_of(group: str) -> list[pathlib.Path]:
    """Files of fortran/GROUP, or fortran/GROUP.*; those that others use come first by name."""
    folder = HERE / "fortran" / group
    files = folder.iterdir() if folder.is_dir() else (HERE / "fortran").glob(f"{group}.*")
    return sorted(file for file in files if file.suffix in (".f", ".f90", ".pyf"))


def run(words, folder: pathlib.Path):
    done = subprocess.run([str(word) for word in words], cwd=folder, capture_output=True, text=True,
                          stdin=subprocess.DEVNULL)  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"{' '.join(map(str, words))}\n{done.stdout[-3000:]}{done.stderr[-3000:]}")


def f2py_module(group: str, work: pathlib.Path) -> pathlib.Path:
    work.mkdir(parents=True)
    sources = sources_of(group)
    signatures = [file for file in sources if file.suffix == ".pyf"]
    fortran = [file for file in sources if file.suffix != ".pyf"]
    name = f"{group}_f2py"
    kinds = work / "kinds"  # f2py knows no kind parameters but those it is told
    kinds.write_text("dict(real=dict(wp='double', sp='float', c_double='double', real64='double'),"
                     " integer=dict(int64='long_long', c_int64_t='long_long', c_int='int', ik='long_long'))\n")  # fmt: skip
    made = signatures or [*fortran, "-m", name]
    if signatures:
        text = signatures[0].read_text().replace(f"python module {group}", f"python module {name}")
        signature = work / signatures[0].name
        signature.write_text(text)
        made = [signature]
    lower = [] if group == "statements" else ["--lower"]  # it would be C in lower case
    run([sys.executable, "-m", "numpy.f2py", *made, "--f2cmap", kinds, "--build-dir", work, "--quiet", *lower], work)
    objects = []
    for file in (SUPPORT / "fortranobject.c", work / f"{name}module.c"):
        objects.append(work / f"{file.stem}.o")
        run(["gcc", "-O0", "-w", "-fPIC", *HEADERS, "-c", file, "-o", objects[-1]], work)
    for file in [*fortran, *sorted(work.glob("*-f2pywrappers*"))]:
        objects.append(work / f"{file.name}.o")
        run(["gfortran", "-O0", "-w", "-fPIC", f"-I{work}", "-c", file, "-o", objects[-1]], work)
    run(["gfortran", "-shared", *objects, "-o", f"{name}.so"], work)
    return work / f"{name}.so"


def isotach_module(group: str, work: pathlib.Path) -> pathlib.Path:
    name = f"{group}_isotach"
    sources = sources_of(group)
    for number, file in enumerate(sources):
        if file.suffix == ".pyf":
            work.mkdir(parents=True, exist_ok=True)
            sources[number] = work / file.name
            sources[number].write_text(file.read_text().replace(f"python module {group}", f"python module {name}"))
    isotach.build(sources, name, output_dir=work, fflags="-O0")
    return work / f"{name}.abi3.so"


def outcomes_of(group: str, module: pathlib.Path, name: str) -> dict[str, list[dict]]:
    """What each case gave. A case in which the process ended is one outcome, and the next process goes on after it."""
    file = module.with_name(f"{name}.outcomes")
    found: dict[str, list[dict]] = {}
    first = 0
    while True:
        words = [sys.executable, HERE / "parity_run.py", HERE / "cases" / f"{group}.py", module, name, file, first]
        environment = {**os.environ, "PYTHONPATH": str(HERE)}
        done = subprocess.run([str(word) for word in words], capture_output=True, text=True, env=environment,
                              timeout=120, stdin=subprocess.DEVNULL)  # fmt: skip
        begun = None
        with file.open("rb") as records:
            found.clear()
            while True:
                try:
                    begun, outcomes = pickle.load(records)
                except EOFError:
                    break
                if outcomes is None:
                    outcomes = [{"is": "crash", "shown": "the process ended"}]
                found[begun] = outcomes
        if done.returncode == 0:
            return found
        if begun is None or len(found) == first:
            raise RuntimeError(f"the cases of {group} cannot be run on {module}\n{done.stderr[-3000:]}")
        first = len(found)
