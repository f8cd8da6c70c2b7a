"""isotach compare on a large file: nothing between twins, and every planted change of one token."""

import json
import os
import pathlib
import random
import subprocess
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from twin import tokens, twin

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = os.environ.get("ISOTACH_BINARY", str(ROOT / "build" / "dev" / "bin" / "isotach"))


def compare(*arguments) -> subprocess.CompletedProcess:
    return subprocess.run([BINARY, "compare", *map(str, arguments)], capture_output=True, text=True, check=False)


def large_source() -> str:
    """Some 5,000 lines, none of them like another."""
    chance = random.Random(1)
    lines = ["module large", "  use first_module", "  use second_module, only: constant, other => another",
             "  implicit none", "contains"]  # fmt: skip
    for i in range(250):
        lines += [f"  subroutine step_{i}(field, n)", "    integer, intent(in) :: n",
                  "    real, intent(inout) :: field(n)", "    integer :: i, j", f"    real :: total_{i}, limit",
                  "    logical :: done", f"    total_{i} = {i}.5", "    limit = 0.0", "    do i = 1, n"]  # fmt: skip
        lines += [
            f"      field(i) = field(i)*{chance.randrange(1000)}.25 + total_{i} - limit ! line {k}" for k in range(6)
        ]
        lines += [f"      if (field(i) > limit .and. i /= {i}) call finish_{i}(field, limit, done)", "    end do",
                  f"    print *, 'step {i}', total_{i}", f"  end subroutine step_{i}", ""]  # fmt: skip
    return "\n".join([*lines, "end module large", ""])


def large_fixed_source() -> str:
    """The same in fixed form, as old libraries have it: labels, COMMON, arithmetic IF, computed GO TO."""
    chance = random.Random(2)
    lines = []
    for i in range(250):
        lines += [f"C     Step {i}", f"      SUBROUTINE STEP{i}(FIELD, N, DONE)", "      USE FIRST", "      USE SECOND, ONLY: BOUND",
                  "      IMPLICIT NONE", "      INTEGER :: N, I, J", "      REAL :: FIELD(N), LIMIT, TOTAL", "      LOGICAL :: DONE",
                  f"      COMMON /BLOCK{i}/ LIMIT, TOTAL", f"      DO 10 I = 1, N - {i}"]  # fmt: skip
        lines += [f"         FIELD(I) = FIELD(I)*{chance.randrange(1000)}.25 + LIMIT" for k in range(6)]
        lines += ["         IF (FIELD(I) - LIMIT) 10, 20, 30", f"   20    TOTAL = TOTAL + {i}.5E0", "   10 CONTINUE",
                  f"   30 WRITE (6, 40) 'Step {i}', TOTAL, LIMIT", "   40 FORMAT (1X, A, 2F10.3)", "      END"]  # fmt: skip
    return "\n".join([*lines, ""])


SOURCES = {"large.f90": large_source, "large.f": large_fixed_source}


@pytest.fixture(scope="module", params=list(SOURCES))
def source(request, tmp_path_factory) -> pathlib.Path:
    path = tmp_path_factory.mktemp("compare") / request.param
    text = SOURCES[request.param]()
    path.write_text(text)
    assert len(text.splitlines()) >= 5000
    return path


@pytest.mark.parametrize("seed", range(3))
def test_twins_do_not_differ(source, tmp_path, seed):
    other = tmp_path / f"twin{source.suffix}"
    other.write_text(twin(source.read_text(), seed, source.suffix == ".f"))
    assert other.read_text().lower() != source.read_text().lower()
    done = compare(source, other)
    assert done.returncode == 0, done.stdout[:2000] + done.stderr[:2000]


@pytest.mark.parametrize("seed", range(8))
def test_one_planted_token_is_found_at_its_line(source, tmp_path, seed):
    """A number, a name or an operator somewhere in a twin becomes another one."""
    chance = random.Random(seed)
    lines = source.read_text().splitlines()
    while True:
        number = chance.randrange(len(lines))
        found = tokens(lines[number]) if not lines[number].startswith("C") else []
        places = [i for i, token in enumerate(found)
                  if token in "+-*>" or token[0].isdigit() or token.lower() in ("field", "limit", "done", "real", "integer")]  # fmt: skip
        if places:
            break
    at = chance.choice(places)
    other = {"+": "-", "-": "+", "*": "/", ">": "<", "real": "integer", "integer": "real"}
    found[at] = other.get(found[at].lower()) or (found[at] + "7")
    changed = [*lines[:number], "".join(found), *lines[number + 1 :]]
    path = tmp_path / f"changed{source.suffix}"
    path.write_text("\n".join(changed) + "\n")
    done = compare("--json", source, path)
    assert done.returncode == 1, (number + 1, changed[number], done.stderr)
    report = json.loads(done.stdout)
    assert number + 1 in {side["line"] for item in report["differences"] for side in (item["first"], item["second"])}

    rewritten = tmp_path / f"twin{source.suffix}"
    rewritten.write_text(twin("\n".join(changed) + "\n", seed, source.suffix == ".f"))
    report = json.loads(compare("--json", source, rewritten).stdout)
    assert number + 1 in {item["first"]["line"] for item in report["differences"]}, (number + 1, changed[number])
    assert len(report["differences"]) <= 3


def test_renamed_locals(tmp_path):
    source, path = tmp_path / "large.f90", tmp_path / "renamed.f90"
    source.write_text(large_source())
    path.write_text(source.read_text().replace("limit", "bound").replace("total_", "sum_"))
    assert compare(source, path).returncode == 1
    assert compare("--rename-locals", source, path).returncode == 0
    swapped = path.read_text().replace("sum_7 - bound", "bound - sum_7", 1)
    path.write_text(swapped)
    done = compare("--rename-locals", source, path)
    assert done.returncode == 1
    assert "different variables" in done.stdout
