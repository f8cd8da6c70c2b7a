"""The golden runner against a stand-in program: what passes, what fails, and what update writes."""

import golden
import pytest

PROGRAM = """#!/bin/sh
case $1 in
  show) cat "$2" ;;
  place) echo "$2:1:1: error" >&2; exit 1 ;;
  crash) kill -SEGV $$ ;;
  pwd) pwd; echo "$2" > out.txt; cat out.txt ;;
esac
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    program = tmp_path / "program"
    program.write_text(PROGRAM)
    program.chmod(0o755)
    monkeypatch.setenv("ISOTACH_BINARY", str(program))
    place = tmp_path / "golden"
    place.mkdir()
    return place


def write(folder, name, text):
    path = folder / name
    path.write_bytes(text.encode())
    return path


def test_output_as_expected(folder):
    path = write(folder, "a.f90", "! RUN: isotach show %s\nend\n")
    golden.expected_path(path).write_text("! RUN: isotach show %s\nend\n")
    assert golden.compare(path) is None


def test_other_output_shows_the_difference_and_the_way_to_accept_it(folder):
    path = write(folder, "a.f90", "! RUN: isotach show %s\nend\n")
    golden.expected_path(path).write_text("! RUN: isotach show %s\nEND\n")
    problem = golden.compare(path)
    assert "-END" in problem and "+end" in problem and "make golden" in problem


def test_line_ends_count(folder):
    path = write(folder, "a.f90", "! RUN: isotach show %s\r\n")
    golden.expected_path(path).write_bytes(b"! RUN: isotach show %s\n")
    assert "line ends" in golden.compare(path)


def test_a_missing_expectation_is_a_failure(folder):
    assert "is missing" in golden.compare(write(folder, "a.f90", "! RUN: isotach show %s\n"))


def test_paths_are_normalised(folder):
    path = write(
        folder,
        "a.f90",
        "! RUN: not isotach place %s\n! RUN: isotach pwd %t.x\n! RUN: isotach place %S || true\n",
    )
    assert golden.run(path) == b"%s:1:1: error\n%T\n%t.x\n%S:1:1: error\n"


@pytest.mark.parametrize(
    "command", ["not isotach show %s", "isotach place %s", "not isotach crash", "not absent-command"]
)
def test_another_end_than_the_line_says_is_a_failure(folder, command):
    with pytest.raises(golden.GoldenError):
        golden.run(write(folder, "a.f90", f"! RUN: {command}\n"))


def test_no_run_line_is_a_failure(folder):
    with pytest.raises(golden.GoldenError, match="inputs"):
        golden.run(write(folder, "a.f90", "! RUNS: isotach\nend\n"))


def test_run_lines_of_every_form(folder):
    assert golden.run_lines(write(folder, "a.f", "c RUN: one\nC RUN: two\n* RUN: three\n! RUN: four\n      x = 1\n")) == [
        "one", "two", "three", "four"]  # fmt: skip
    assert golden.run_lines(write(folder, "b.f90", "#if 0\n  ! RUN: one  \r\n#endif\ncall run: x\n")) == ["one"]
    assert golden.run_lines(write(folder, "c.golden", "RUN: one\n# RUN: two\n# words\n")) == ["one", "two"]


def test_what_is_an_input(folder):
    assert golden.is_input(folder / "a.F90")
    assert golden.is_input(folder / "deeper" / "a.golden")
    assert not golden.is_input(folder / "inputs" / "a.f90")
    assert not golden.is_input(folder / "a.f90.expected")
    assert not golden.is_input(folder.parent / "elsewhere" / "a.f90")


def test_update_writes_what_run_gives(folder, monkeypatch, capsys):
    path = write(folder, "a.f90", "! RUN: isotach show %s\n")
    monkeypatch.setattr("sys.argv", ["golden.py", "--update", str(folder)])
    assert golden.main() == 0
    assert golden.expected_path(path).read_text() == "! RUN: isotach show %s\n"
    monkeypatch.setattr("sys.argv", ["golden.py", str(folder)])
    assert golden.main() == 0
