"""isotach check of Fortran: the catalogue's examples, repairs, and no false alarms."""

import json
import os
import pathlib
import shutil
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
FAULTS = ROOT / "examples" / "pointer_faults"
PROGRAM = os.environ.get("ISOTACH_BINARY", str(ROOT / "build" / "dev" / "bin" / "isotach"))
REPAIRED = {1, 3, 4, 13, 14, 17, 19, 21}


def check(*words: object) -> tuple[int, list[dict]]:
    done = subprocess.run([PROGRAM, "check", "--json", *map(str, words)], capture_output=True, text=True)
    return done.returncode, json.loads(done.stdout)["files"]


def test_every_faulty_form_and_no_fixed_one() -> None:
    done = subprocess.run([sys.executable, FAULTS / "run.py", "--isotach", PROGRAM], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("number", sorted(REPAIRED))
def test_repair(number: int, tmp_path: pathlib.Path) -> None:
    source = tmp_path / "source.f90"
    before = (FAULTS / f"p{number:02}_faulty.f90").read_text()
    source.write_text(before)
    status, (file,) = check("--fix", source)
    assert (status, file["faults"]) == (0, []), file
    assert file["repaired"] >= 1
    after = source.read_text()
    kept = [line for line in before.splitlines() if line in after.splitlines()]
    assert len(before.splitlines()) - len(kept) <= 1  # lines are added, or one directive gets a clause
    assert check("--fix", source) == (0, [{**file, "repaired": 0}])
    assert source.read_text() == after
    if shutil.which("gfortran"):
        command = ["gfortran", "-fopenacc", "-foffload=disable", "-J", tmp_path, "-o", tmp_path / "run", source]
        subprocess.run(command, check=True, capture_output=True)
        subprocess.run([tmp_path / "run"], check=True, capture_output=True)


def test_what_is_not_certain_is_left_as_it_is(tmp_path: pathlib.Path) -> None:
    for name in ("p02_faulty.f90", "p09_faulty.f90", "p10_faulty.f90"):
        source = tmp_path / name
        shutil.copy(FAULTS / name, source)
        status, (file,) = check("--fix", source)
        assert (status, file["repaired"]) == (1, 0)
        assert source.read_bytes() == (FAULTS / name).read_bytes()


def test_no_false_alarms() -> None:
    examples = [ROOT / "examples" / "turbulence", ROOT / "examples" / "vector_add"]
    status, files = check(*examples)
    assert status == 0
    assert len(files) > 8 and not any(file["faults"] for file in files)
