"""One module file under every interpreter, with and without direct access to NumPy's arrays.

ISOTACH_TEST_PYTHONS names interpreters (separated by colons, each with numpy and pytest); by default this one.
"""

import os
import pathlib
import subprocess
import sys

import isotach
import pytest

PYTHONS = os.environ.get("ISOTACH_TEST_PYTHONS", sys.executable).split(":")
FOLDER = pathlib.Path(__file__).parent
CALLS = [
    "test_calls.py",
    "test_stop.py",
    "test_text.py",
    "test_threads.py",
    "test_dynamic.py",
    "test_blocks.py",
    "test_generics.py",
]
PACKAGE = pathlib.Path(isotach.__file__).parent.parent


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("access", ["direct", "buffer"])
def test_calls_behave_the_same(
    python,
    access,
    turb_py,
    kinds_py,
    granule_py,
    external_py,
    stops_py,
    texts_py,
    threads_py,
    dynamic_py,
    blocks_py,
    generics_py,
):
    environment = dict(os.environ, ISOTACH_ARRAY_ACCESS=access)
    environment["PYTHONPATH"] = os.pathsep.join([str(PACKAGE), str(FOLDER)])
    command = [
        python,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "--confcutdir",
        FOLDER,
        *(FOLDER / name for name in CALLS),
    ]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, cwd=FOLDER)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
