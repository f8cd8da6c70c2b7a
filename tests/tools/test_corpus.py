"""tools/corpus: what it keeps of an archive, and its table. Fetching itself needs the network and is not tested here."""

import importlib.machinery
import importlib.util
import io
import json
import pathlib
import subprocess
import sys
import tarfile

import pytest

TOOL = pathlib.Path(__file__).resolve().parents[2] / "tools" / "corpus"


@pytest.fixture(scope="module")
def corpus():
    sys.dont_write_bytecode = True
    loader = importlib.machinery.SourceFileLoader("corpus", str(TOOL))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("corpus", loader))
    loader.exec_module(module)
    return module


def archive(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


def test_only_what_a_fortran_compiler_reads_is_unpacked(corpus, tmp_path):
    data = archive(**{"p-1/src/a.F90": b"end", "p-1/a.h": b"", "p-1/a.c": b"", "../out.f90": b"", "/abs.f90": b""})
    assert corpus.unpack(io.BytesIO(data), "", tmp_path / "p") == 2
    assert sorted(p.name for p in tmp_path.rglob("*") if p.is_file()) == ["a.F90", "a.h"]
    assert (tmp_path / "p" / "src" / "a.F90").read_bytes() == b"end"


def test_an_archive_in_an_archive_is_unpacked_by_part(corpus, tmp_path):
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
