"""Each mutant of mutants.py still has its place; running them takes minutes and is done by hand."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import mutants


def test_each_mutant_has_its_place(monkeypatch):
    assert mutants.misplaced() == []
    assert len(mutants.PROGRAM) + len(mutants.DEVICE) > 60
    monkeypatch.setattr(mutants, "DEVICE", [("text that is not there", "")])
    assert len(mutants.misplaced()) == 1
