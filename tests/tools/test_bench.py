"""The benchmark's input is the same everywhere, and is Fortran."""

import importlib.util
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]


def generate(path, *arguments):
    subprocess.run([sys.executable, ROOT / "bench" / "generate.py", path, *arguments], check=True)
    return path.read_bytes()


def test_generated_code_depends_on_its_seed_alone(tmp_path):
    first, again, other = (generate(tmp_path / "a.f90", "--lines", "2000", "--seed", seed) for seed in "112")
    assert first == again != other
    assert 1800 < first.count(b"\n") < 2300
    assert max(map(len, first.splitlines())) <= 132


def test_gfortran_accepts_generated_code(tmp_path):
    generate(tmp_path / "a.f90", "--lines", "3000")
    command = ["gfortran", "-fsyntax-only", "-fopenacc", "-std=f2018", "a.f90"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[:2000]


def test_samples_and_tables(monkeypatch):
    spec = importlib.util.spec_from_file_location("bench_timing", ROOT / "bench" / "timing.py")
    timing = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "bench_timing", timing)
    spec.loader.exec_module(timing)
    sample = timing.Sample.of([3.0, 1.0, 2.0])
    assert (sample.median, sample.low, sample.high) == (2.0, 1.0, 3.0)
    assert sample.less(1.5).low == 1e-9
    assert timing.table("t", ["a", "b"], [["x", "10"]]).splitlines() == ["t", "a   b", "-----", "x  10"]
    calls = []
    timing.interleaved({"a": lambda: calls.append("a"), "b": lambda: calls.append("b")}, 2)
    assert calls == ["a", "b"] * 3
