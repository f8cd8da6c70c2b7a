"""tests/corpus/corpus.py: what it keeps of an archive, and its table. Fetching itself needs the network and is not tested here."""

import io
import json
import os
import pathlib
import subprocess
import sys
import tarfile

import corpus
import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
TOOL = ROOT / "tests" / "corpus" / "corpus.py"


def binary() -> str:
    return os.environ.get("ISOTACH_BINARY", str(ROOT / "build" / "dev" / "bin" / "isotach"))


def archive(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


def test_only_what_a_fortran_compiler_reads_is_unpacked(tmp_path):
    data = archive(**{"p-1/src/a.F90": b"end", "p-1/a.h": b"", "p-1/a.c": b"", "../out.f90": b"", "/abs.f90": b""})
    assert corpus.unpack(io.BytesIO(data), "", tmp_path / "p") == 2
    assert sorted(p.name for p in tmp_path.rglob("*") if p.is_file()) == ["a.F90", "a.h"]
    assert (tmp_path / "p" / "src" / "a.F90").read_bytes() == b"end"


def test_an_archive_in_an_archive_is_unpacked_by_part(tmp_path):
    inner = archive(**{"g/testsuite/dg/a.f": b"x", "g/other/b.f": b"y"})
    assert corpus.unpack(io.BytesIO(archive(**{"g/g.tar.gz": inner})), "testsuite/dg/", tmp_path) == 1
    assert (tmp_path / "a.f").read_bytes() == b"x"


def test_the_table_counts_by_package(tmp_path):
    good = {"read": True, "bytes": 10**6, "lines": 5, "unparsed_statements": 0, "round_trip": True, "diagnostics": []}
    bad = {**good, "unparsed_statements": 2, "diagnostics": [{"severity": "error", "line": 1, "message": "m"}]}
    files = [{"file": f"/c/{name}", **entry} for name, entry in
             (("elpa/a.f90", good), ("elpa/b.f90", bad), ("lapack/x/c.f", good))]  # fmt: skip
    totals = {
        "bytes": 3 * 10**6,
        "elapsed_seconds": 2.0,
        "front_end_processor_seconds": 1.5,
        "peak_memory_bytes": 10**7,
    }
    document = {"files": files, "unparsed": {"CALL": 2}, **totals}
    run = subprocess.run(
        [sys.executable, TOOL, "--report", "-"], input=json.dumps(document), capture_output=True, text=True
    )
    assert run.returncode == 0, run.stderr
    assert "| elpa | 2 | 10 | 2.0 | 1 | 50.00 | 2 | 2 |" in run.stdout
    assert "| lapack | 1 | 5 | 1.0 | 1 | 100.00 | 1 | 0 |" in run.stdout
    assert "| all but errors intended | 3 | 15 | 3.0 | 2 | 66.67 | 3 | 2 |" in run.stdout
    assert "2.0 MB/s a core" in run.stdout and "CALL 2" in run.stdout


def test_an_unknown_package_is_refused(tmp_path):
    run = subprocess.run(
        [sys.executable, TOOL, "--fetch", tmp_path, "--only", "nothing"], capture_output=True, text=True
    )
    assert run.returncode == 2 and "no package 'nothing'" in run.stderr


def test_a_refusal_counts_where_both_compilers_refuse_the_same_place(tmp_path):
    folder = tmp_path / "gfortran.dg"
    folder.mkdir()
    mark = '! { dg-error "" }\n'
    sources = {
        "both.f90": "program p\nx = = 1\nend\n",
        "missed.f90": "program p\nx = 1\nend\n",  # the verdicts below say that both refuse it
        "elsewhere.f90": "program p\nx = 1\n\n\ny = 2\nend\n",
        "flang_only.f90": "program p\nx = 1\nend\n",
    }
    for name, text in sources.items():
        (folder / name).write_text(text.replace("\n", " " + mark, 1))
    wrong = {"2": "expected"}
    said = {
        "both.f90": (wrong, wrong),
        "missed.f90": (wrong, {"3": "near enough"}),
        "elsewhere.f90": (wrong, {"5": "a type"}),
        "flang_only.f90": (wrong, None),
    }
    verdicts = {name: {"options": [], "flang": f, "gfortran": g} for name, (f, g) in said.items()}
    kept = tmp_path / "verdicts.json"
    kept.write_text(json.dumps(verdicts))
    isotach = os.environ.get("ISOTACH_BINARY", "isotach")
    command = [sys.executable, TOOL, "--refused", folder, "--verdicts", kept, "--isotach", isotach]
    run = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=True)
    assert "missed.f90:2: refused by both, understood here" in run.stdout
    assert "refused by both: 3 of 4 files; 1 of them refused here" in run.stdout
    assert "in the same place: 2 of 4 files; 1 of them refused here (50.0 %)" in run.stdout


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        ('! { dg-options "-std=f95 -fdec -Wall" }', "gfortran.dg/a.f90", ["-fdec"]),
        ('! { dg-options "-fno-dec" }', "gfortran.dg/gomp/a.f90", ["-fopenmp"]),
        ("! { dg-additional-options -fbackslash }", "gfortran.dg/goacc/a.f90", ["-fbackslash", "-fopenacc"]),
    ],
)
def test_a_file_is_judged_with_the_options_it_asks_for(tmp_path, text, path, expected):
    file = tmp_path / path
    file.parent.mkdir(parents=True)
    file.write_text(text + "\nend\n")
    assert corpus.refusals.wanted_options(str(file)) == expected


PROGRAM = """program p
  use m, only: dp
  implicit none
  real(dp), dimension(3) :: x = 1.0_dp
  real(dp) :: y
  integer :: i
  do i = 1, 3
    x(i) = 2*x(i)
    y = x(i)
  end do
end program p
"""


@pytest.fixture
def small_corpus(tmp_path):
    """Two packages, of which one has fewer files than its share."""
    for number in range(6):
        path = tmp_path / "lapack" / f"file_{number}.f90"
        path.parent.mkdir(exist_ok=True)
        path.write_text(PROGRAM.replace("(3)", f"({number + 3})"))
    (tmp_path / "elpa").mkdir()
    (tmp_path / "elpa" / "m.f90").write_text("module m\n  integer, parameter :: dp = 8\nend module m\n")
    (tmp_path / "elpa" / "big.f90").write_text("! " + 200_000 * "x" + "\nend\n")
    return tmp_path


def run_corpus(*arguments: str, **environment: str) -> subprocess.CompletedProcess:
    program = {"ISOTACH_BINARY": binary()}
    return subprocess.run([sys.executable, str(TOOL), *arguments], env={**os.environ, **program, **environment},
                          capture_output=True, text=True, check=False)  # fmt: skip


def test_a_sample_is_spread_over_the_packages(small_corpus):
    chosen = corpus.corpus_checks.sample(small_corpus, 4)
    assert {package: [path.name for path in paths] for package, paths in chosen.items()} == {
        "elpa": ["m.f90"],
        "lapack": ["file_0.f90", "file_2.f90", "file_4.f90"],
    }
    assert corpus.corpus_checks.sample(small_corpus, 100)["lapack"][-1].name == "file_5.f90"


def test_trees_of_a_sample_are_compared_with_flangs(small_corpus):
    done = run_corpus("--structure", str(small_corpus), "--count", "4")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "sample: elpa 1, lapack 3\n" in done.stdout
    assert "| all | 4 | 4 | 0 | 0 |\n" in done.stdout


def test_a_different_tree_of_a_sample_is_named(small_corpus):
    faulty = small_corpus / "isotach"
    faulty.write_text(f'#!/bin/sh\n"{binary()}" "$@" | sed "s/\\"dp\\"/\\"sp\\"/"\n')
    faulty.chmod(0o755)
    done = run_corpus("--structure", str(small_corpus), "--count", "4", ISOTACH_BINARY=str(faulty))
    assert done.returncode == 1
    assert "file_2.f90: different: event " in done.stdout
    assert "| all | 4 | 0 | 4 | 0 |\n" in done.stdout


def test_a_sample_is_edited(small_corpus):
    done = run_corpus("--edits", str(small_corpus), "--count", "4", "--verbose")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "file_0.f90: does not compile before; directives, move\n" in done.stdout
    assert "4 files, 0 with errors and left alone; 1 compile before the edits, 3 do not\n" in done.stdout
    assert "directives   3 files edited, 0 of them compiled, 0 failed\n" in done.stdout


def test_a_folder_without_packages_is_no_corpus(tmp_path):
    done = run_corpus("--edits", str(tmp_path))
    assert done.returncode == 2
    assert "tests/corpus/corpus.py --fetch" in done.stderr
