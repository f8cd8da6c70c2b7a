"""Whatever Flang's parser accepts, Isotach accepts, and its text comes out unchanged.

Inputs: the Fortran of the examples, of the golden tests, and of numpy's own f2py tests.
"""

import concurrent.futures
import json
import os
import pathlib
import subprocess

import flang_structure
import numpy
import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
NUMPY_SOURCES = pathlib.Path(numpy.__file__).parent / "f2py" / "tests" / "src"
ISOTACH = os.environ.get("ISOTACH_BINARY", str(ROOT / "build" / "dev" / "bin" / "isotach"))
STRUCTURE = pathlib.Path(__file__).resolve().parent / "golden" / "inputs" / "structure"
FIXED = {".f", ".for", ".f77"}
FREE = {".f90", ".f03", ".f08"}


def sources():
    found = []
    for folder in (ROOT / "examples", ROOT / "tests", NUMPY_SOURCES):
        found += [p for p in folder.rglob("*") if p.suffix.lower() in FIXED | FREE]
    return sorted(found)


def flang_accepts(path: pathlib.Path) -> bool:
    form = "-ffixed-form" if path.suffix.lower() in FIXED else "-ffree-form"
    command = ["flang-new-19", "-fc1", form, "-fopenmp", "-fopenacc", "-fdebug-dump-parse-tree-no-sema", str(path)]
    return subprocess.run(command, capture_output=True).returncode == 0


@pytest.fixture(scope="module")
def reports():
    paths = sources()
    command = [ISOTACH, "parse", "--strict", "--json", "--follow-includes"]  # as compilers do
    run = subprocess.run([*command, *map(str, paths)], capture_output=True, text=True)
    assert run.returncode in (0, 1), run.stderr
    return {pathlib.Path(entry["file"]): entry for entry in json.loads(run.stdout)["files"]}


def test_there_are_enough_inputs():
    assert len([p for p in sources() if NUMPY_SOURCES in p.parents]) > 50


def test_every_file_round_trips(reports):
    assert [str(path) for path, report in reports.items() if not report["round_trip"]] == []


def test_what_flang_accepts_is_accepted(reports):
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        accepted = dict(zip(reports, pool.map(flang_accepts, reports), strict=True))
    assert sum(accepted.values()) > 60
    refused = [
        f"{path}: {report['unparsed_statements']} unparsed"
        for path, report in reports.items()
        if accepted[path]
        and (report["unparsed_statements"] or any(d["severity"] == "error" for d in report["diagnostics"]))
    ]
    assert refused == []


def test_trees_are_those_of_flang():
    paths = [p for p in sources() if ROOT / "tests" not in p.parents][::2] + sorted(STRUCTURE.iterdir())
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        results = dict(zip(paths, pool.map(flang_structure.difference, paths), strict=True))
    assert sum(result == "" for result in results.values()) > 25
    assert [f"{path}: {result}" for path, result in results.items() if result] == []
    assert all(results[path] == "" for path in paths if path.parent == STRUCTURE)


PLANTED = [  # file, what stands there, what Flang is shown in its place
    ("declarations.f90", "only: c_int, dp => c_double", "only: c_int, dq => c_double"),
    ("declarations.f90", "integer, parameter :: n = 3", "integer, parameter :: n = 4"),
    ("declarations.f90", "allocatable, target", "allocatable"),
    ("declarations.f90", "real*8 z", "real*4 z"),
    ("declarations.f90", "intent(in)", "intent(out)"),
    ("declarations.f90", "private :: a", "public :: a"),
    ("declarations.f90", "procedure, private :: aa => bb", "procedure, private :: aa => cc"),
    ("declarations.f90", "generic :: operator(+)", "generic :: operator(-)"),
    ("declarations.f90", "v(3)", "v(:)"),
    ("declarations.f90", "3*2.0", "2*2.0"),
    ("declarations.f90", "(1.0, -2.0)", "(1.0, 2.0)"),
    ("declarations.f90", "save a, /blk/", "save a, blk"),
    ("declarations.f90", "class is (foo)", "type is (foo)"),
    ("execution.f90", "(10,20) i", "(20,10) i"),
    ("execution.f90", "rewind 3", "backspace 3"),
    ("execution.f90", "sync all (stat=i)", "sync memory (stat=i)"),
    ("execution.f90", "a%b(3:4)", "a%b(3:4:1)"),
    ("execution.f90", ".myop. y .other. z", ".myop. (y .other. z)"),
    ("types.f90", 'b""c', "b'c"),
]


@pytest.mark.parametrize(("file", "here", "there"), PLANTED, ids=[here for _, here, _ in PLANTED])
def test_another_tree_is_told_from_flangs(file, here, there, tmp_path):
    """Flang is shown a text that differs in one word, which has to be found."""
    text = (STRUCTURE / file).read_text()
    assert here in text
    ours, theirs = tmp_path / file, tmp_path / f"planted-{file}"
    ours.write_text(text)
    theirs.write_text(text.replace(here, there, 1))
    assert flang_structure.our_events(ours) != flang_structure.flang_events(theirs)
    assert flang_structure.our_events(ours) == flang_structure.flang_events(ours)
