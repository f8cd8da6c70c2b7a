"""Two packages of the corpus, whole: lapack (fixed form) and elpa (macros, glued names, templates).

They are fetched once, into the user's cache folder.
"""

import json
import os
import pathlib
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
CORPUS = [sys.executable, str(ROOT / "tests" / "corpus" / "corpus.py")]
CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME", pathlib.Path.home() / ".cache")) / "isotach" / "corpus"


def binary():
    return os.environ.get("ISOTACH_BINARY", str(ROOT / "build" / "dev" / "bin" / "isotach"))


@pytest.mark.mirror
@pytest.mark.slow
def test_packages_are_read_and_what_is_not_no_compiler_reads(tmp_path):
    fetched = subprocess.run([*CORPUS, "--fetch", CACHE, "--only", "lapack,elpa"], capture_output=True, text=True)
    if fetched.returncode != 0 and not all((CACHE / name / ".complete").exists() for name in ("lapack", "elpa")):
        pytest.skip(f"no mirror of Debian: {fetched.stderr.strip()}")
    parsed = subprocess.run([binary(), "parse", "--json", CACHE / "lapack", CACHE / "elpa"], stdout=subprocess.PIPE)
    document = json.loads(parsed.stdout)
    assert [entry["file"] for entry in document["files"] if not entry["round_trip"]] == []
    (tmp_path / "report.json").write_bytes(parsed.stdout)

    report = subprocess.run([*CORPUS, "--report", tmp_path / "report.json"], capture_output=True, text=True, check=True)
    table = {row[0]: row[1:] for line in report.stdout.splitlines() if (row := line.strip("| ").split(" | "))}
    files, _, _, understood, percent, same, unparsed = table["lapack"]
    assert (files, same, percent, unparsed) == (understood, understood, "100.00", "0") and files != "0"

    # Most of elpa that is not understood are templates: the build gives their macros.
    judged = subprocess.run([*CORPUS, "--judge", tmp_path / "report.json"], capture_output=True, text=True, check=True)
    *exceptions, last = judged.stdout.splitlines()
    assert all("real_bgq.f90" in line for line in exceptions), judged.stdout  # IBM's VECTOR(REAL(8))
    assert last.startswith(f"{len(exceptions)} files not understood that a compiler accepts")
