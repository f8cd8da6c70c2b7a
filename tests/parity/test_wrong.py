"""Each row of "Where f2py is wrong" in docs/from-f2py.md, run on a module of numpy.f2py and on ours."""

import os
import pathlib
import re
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDER = pathlib.Path(__file__).parent / "wrong"
OPTIONS = {
    "plain": [],
    "options": ["--f90flags=-freal-4-real-8 -fopenmp", "--f77flags=-std=legacy -ffixed-line-length-none"],
}
SOURCES = {"plain": ["plain.f90"], "options": ["options.f90", "long.f"]}


def rows():
    """Module, call, what f2py gives and what is right, as the table of the page has them."""
    page = (ROOT / "docs" / "from-f2py.md").read_text()
    table = page.split("## Where f2py is wrong")[1].split("\n## ")[0]
    return re.findall(r"^\| `(plain|options)\.(.*?)` \| `(.*?)` \| `(.*?)` \|", table, re.MULTILINE)


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    made = {}
    for maker, command in (
        ("f2py", [sys.executable, "-m", "numpy.f2py"]),
        ("isotach", [os.environ.get("ISOTACH_BINARY", "isotach"), "f2py"]),
    ):
        made[maker] = tmp_path_factory.mktemp(maker)
        for name, sources in SOURCES.items():
            words = [*command, "-c", "-m", name, *(FOLDER / source for source in sources), *OPTIONS[name]]
            if maker == "f2py" and name == "options":
                words.append("-lgomp")
            done = subprocess.run(list(map(str, words)), cwd=made[maker], capture_output=True, text=True)
            assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return made


def answer(folder, module, call):
    """What the call gives: its value, the class of its exception, or how the process ended."""
    code = f"""
import numpy as np, {module}
np.set_printoptions(precision=4)
try: print(repr({module}.{call}))
except Exception as error: print(next(base.__name__ for base in type(error).__mro__ if base.__module__ == "builtins"))
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True)
    return done.stdout.strip() if done.returncode == 0 else f"the process ends with {done.returncode}"


def test_the_table_has_rows():
    assert len(rows()) >= 10


@pytest.mark.parametrize("module, call, theirs, right", rows())
def test_row(folders, module, call, theirs, right):
    assert answer(folders["isotach"], module, call) == right
    assert answer(folders["f2py"], module, call) == theirs
