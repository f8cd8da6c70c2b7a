"""Some sixty scripts on plain Fortran: what they write compiles, and keeps every line that they did not ask to change.

`tools/plain_scripts.py` compares them with PSyclone 3.3.1 on fetched sources.
"""

import json
import pathlib
import sys

import pytest
import sampling

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

import plain_scripts  # noqa: E402

SOURCES = [ROOT / "examples" / "plain" / "shallow_water.f90", ROOT / "tests/scripts/inputs/plain/column.f90"]


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_what_scripts_write(source, tmp_path):
    plain_scripts.run_one("isotach", source, tmp_path / "out.json", 60)
    results = json.loads((tmp_path / "out.json").read_text())
    assert len(results) > 60
    raised = {name: result["raised"] for name, result in results.items() if "raised" in result}
    assert raised == {}
    lines = source.read_text().splitlines()
    where = any(line.strip().startswith("where") for line in lines)  # becomes the loops that get directives
    for name, result in results.items():
        if plain_scripts.adds_alone(name) and not where:
            assert plain_scripts.is_within(lines, result["text"].splitlines()), name
    assert results["look_only"]["text"] == source.read_text()
    for name in sampling.sample(f"scripts on {source.stem} that are compiled", sorted(results), 6):
        (tmp_path / "out.f90").write_text(results[name]["text"])
        assert plain_scripts.compiled(tmp_path / "out.f90", tmp_path) == "", name
