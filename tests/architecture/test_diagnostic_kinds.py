"""Every kind of diagnostic is shown by at least one test, and is worded as the style asks."""

import pathlib
import re

import kinds

ROOT = pathlib.Path(__file__).resolve().parents[2]
SRC = ROOT / "src"


def test_every_kind_is_triggered_by_a_test():
    missing = kinds.without_test(kinds.declared(SRC), ROOT / "tests")
    assert missing == [], f"no golden test shows {missing}; CONTRIBUTING.md says how to add one"


def test_kinds_are_declared_once():
    names = kinds.declared(SRC)
    assert len(names) == len(set(names)) > 0


def test_texts_end_without_a_full_stop_and_start_small():
    text = "".join(file.read_text() for file in kinds.lists(SRC))
    texts = re.findall(r'^ISOTACH_DIAGNOSTIC\(\s*(\w+),\s*\w+,\s*"(.*)"\)', text, re.MULTILINE)
    assert len(texts) == len(kinds.declared(SRC))
    wrong = [name for name, text in texts if text.endswith(".") or re.match(r"[A-Z][a-z]", text)]
    assert wrong == []


def test_an_untested_kind_is_found(tmp_path):
    (tmp_path / "a.expected").write_text("f.f90:1:1: error: text [Shown]\nerror: [InTheMiddle] of a line\n")
    (tmp_path / "b.cpp").write_text("// kinds::Commented\nx = kinds::Used;\n")
    (tmp_path / "c.py").write_text('# "Hidden"\nassert kind == "Named"\n')
    names = ["Shown", "Used", "Named", "InTheMiddle", "Commented", "Hidden", "Absent"]
    assert kinds.without_test(names, tmp_path) == ["InTheMiddle", "Commented", "Hidden", "Absent"]
