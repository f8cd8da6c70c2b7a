"""The algorithms of tests/psykal/algorithms: PSyclone 3.3.1 accepts them, and the page beside them says what they cover."""

import re
import subprocess

import peer
import pytest
import sampling
from isotach._binary import binary

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # PSyclone's, of pyparsing

INVOKE = re.compile(r"^(?!\s*!).*\bcall\s+invoke\s*\(", re.MULTILINE | re.IGNORECASE)


def name_of(path):
    return path.stem.removesuffix("_alg_mod")


CHOSEN = sampling.sample("psykal/algorithms: accepted by PSyclone", peer.ALGORITHMS, 6)


@pytest.mark.parametrize("path", CHOSEN, ids=name_of)
def test_psyclone_accepts(path):
    algorithm, psy = peer.layers(path)
    routines = re.findall(r"^\s*end subroutine (\w+)", psy, re.MULTILINE | re.IGNORECASE)
    assert len(routines) == len(INVOKE.findall(path.read_text()))
    assert not INVOKE.search(algorithm)


def test_there_are_enough():
    assert len(peer.ALGORITHMS) >= 60
    assert sum(len(INVOKE.findall(path.read_text())) for path in peer.ALGORITHMS) >= 120


def test_every_built_in_is_used():
    text = "".join(path.read_text() for path in peer.ALGORITHMS).lower()
    listed = subprocess.run([binary(), "builtins"], capture_output=True, text=True, check=True).stdout
    names = [line.split("(")[0] for line in listed.splitlines()]
    assert len(names) == 70
    assert [name for name in names if f" {name.lower()}(" not in text] == []


def test_every_kernel_is_used_and_right():
    text = "".join(path.read_text() for path in peer.ALGORITHMS)
    for path in sorted((peer.FOLDER / "kernels").iterdir()):
        name = path.name.removesuffix("_kernel_mod.F90")
        assert f"{name}_kernel_type(" in text, path
        done = subprocess.run([binary(), "stub", path, "--json"], capture_output=True, text=True)
        if done.returncode:
            pytest.fail(f"{path.name}: {done.stdout}{done.stderr}")


def test_the_page_lists_each():
    page = (peer.FOLDER / "README.md").read_text()
    rows = dict(re.findall(r"^\| `(\w+)` \| .* \| (\d+) \|$", page, re.MULTILINE))
    assert rows == {name_of(path): str(len(INVOKE.findall(path.read_text()))) for path in peer.ALGORITHMS}
    program = (peer.FOLDER / "all_algorithms.f90").read_text()
    assert re.findall(r"^  call (\w+)_alg\(mesh\)$", program, re.MULTILINE) == sorted(
        name_of(path) for path in peer.ALGORITHMS if path.stem.endswith("_alg_mod")
    )
