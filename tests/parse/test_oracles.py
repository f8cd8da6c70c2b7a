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
    run = subprocess.run([ISOTACH, "parse", "--json", *map(str, paths)], capture_output=True, text=True)
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
    # Flang reads what incfile.f90 includes; here the INCLUDE line is a statement of the tree.
    paths = [p for p in sources() if ROOT / "tests" not in p.parents and p.name != "incfile.f90"][::2]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        results = dict(zip(paths, pool.map(flang_structure.difference, paths), strict=True))
    assert sum(result == "" for result in results.values()) > 25
    assert [f"{path}: {result}" for path, result in results.items() if result] == []


def test_another_tree_is_told_from_flangs(tmp_path, monkeypatch):
    path = tmp_path / "planted.f90"
    path.write_text("x = a + b*c\nend\n")
    assert flang_structure.difference(path) == ""
    events = flang_structure.flang_events(path)
    monkeypatch.setattr(flang_structure, "flang_events", lambda _: events)
    path.write_text("x = (a + b)*c\nend\n")
    assert "paren" in flang_structure.difference(path)
