"""The notebook of examples/turbulence, executed from its first cell to its last, in the full tests. What executes it comes from
PyPI, into an environment of its own."""

import json
import os
import pathlib
import shutil
import subprocess
import sys

import pytest

EXAMPLE = pathlib.Path(__file__).resolve().parents[2] / "examples" / "turbulence"
NOTEBOOK = EXAMPLE / "turbulence.ipynb"

EXECUTE = """\
import sys, nbformat
from nbclient import NotebookClient
notebook = nbformat.read(sys.argv[1], 4)
NotebookClient(notebook, timeout=900).execute()
nbformat.write(notebook, sys.argv[1])
"""


def printed(path):
    """What each cell of code has left, as text."""
    cells = [cell for cell in json.loads(path.read_text())["cells"] if cell["cell_type"] == "code"]
    return ["".join("".join(out.get("text", "")) for out in cell["outputs"]) for cell in cells], cells


def test_the_notebook_was_saved_after_it_had_run():
    texts, cells = printed(NOTEBOOK)
    assert [cell["execution_count"] for cell in cells] == list(range(1, len(cells) + 1))
    assert not any(out["output_type"] == "error" for cell in cells for out in cell["outputs"])
    assert any(text.startswith("PASS: all ") for text in texts)


if os.environ.get("ISOTACH_FULL"):

    @pytest.mark.timeout(1800)
    def test_the_notebook_runs_and_says_the_same(tmp_path):
        python = tmp_path / "python" / "bin" / "python"
        subprocess.run([sys.executable, "-m", "venv", python.parents[1]], check=True)
        subprocess.run(
            [python, "-m", "pip", "install", "-q", "nbclient", "ipykernel", "numpy", "matplotlib"], check=True
        )
        folder = tmp_path / "turbulence"
        shutil.copytree(EXAMPLE, folder)
        done = subprocess.run(
            [python, "-c", EXECUTE, folder / NOTEBOOK.name], cwd=folder, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        texts, _ = printed(folder / NOTEBOOK.name)
        saved, _ = printed(NOTEBOOK)
        # Digits that rounding decides may differ between compilers: words and verdicts may not.
        for new, old in zip(texts, saved, strict=True):
            assert len(new.splitlines()) == len(old.splitlines()) and new.count("PASS") == old.count("PASS"), new
