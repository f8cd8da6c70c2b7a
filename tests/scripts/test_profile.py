"""Procedures that are timed: the program links with runtime/psydata, prints the same, and counts are right."""

import json
import os
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
SOURCE = ROOT / "tests" / "scripts" / "golden" / "inputs" / "device" / "smooth.f90"
RUNTIME = ROOT / "runtime" / "psydata" / "profile_psy_data_mod.f90"


def test_counts_and_trace(fortran, tmp_path):
    timed = tmp_path / "smooth.f90"
    command = [os.environ["ISOTACH_BINARY"], "psyclone", "-p", "routines", "-o", str(timed), str(SOURCE)]
    subprocess.run(command, check=True, capture_output=True)
    results = []
    for name, sources in (("plain", [SOURCE]), ("timed", [RUNTIME, timed])):
        program = tmp_path / name
        command = ["gfortran", "-J", str(tmp_path), "-o", str(program), *map(str, sources)]
        subprocess.run(command, check=True, capture_output=True)
        trace = str(tmp_path / "trace.json")
        environment = os.environ | {"ISOTACH_PROFILE_TRACE": trace}
        results.append(subprocess.run([program], check=True, capture_output=True, text=True, env=environment))
    assert results[0].stdout == results[1].stdout
    rows = [line.split() for line in results[1].stderr.splitlines()[1:]]
    assert {row[-1]: int(row[0]) for row in rows} == {"run:run-r0": 1, "smooth_mod:smooth-r0": 4}
    events = json.loads((tmp_path / "trace.json").read_text())["traceEvents"]
    assert sorted(event["name"] for event in events) == ["run-r0"] + 4 * ["smooth-r0"]
    run = next(event for event in events if event["name"] == "run-r0")
    for event in events:
        assert run["ts"] <= event["ts"] and event["ts"] + event["dur"] <= run["ts"] + run["dur"] + 0.01
