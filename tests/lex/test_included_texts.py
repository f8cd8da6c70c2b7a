"""Included text is lexed once for all files that include it with the same macros; each file still reads as if alone."""

import itertools
import os
import pathlib
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
ISOTACH = os.environ.get("ISOTACH_BINARY", str(ROOT / "build" / "dev" / "bin" / "isotach"))

HEADERS = {
    "sizes.h": "      integer, parameter :: n = N_CELLS\n#ifdef WIDE\n      real(8) &\n      &field(n)\n#else\n      real field(n)\n#endif\n",
    "macros.h": "#ifndef N_CELLS\n#define N_CELLS 10\n#endif\n#define TWICE(x) (2*x)\n#undef WIDE\n",
    "uses.h": "      x = TWICE(3) + N_CELLS ! a comment\n",
    "outer.h": '#include "macros.h"\n#include "sizes.h"\n      integer :: after_sizes = N_CELLS\n',
    "records.h": "      structure /pair/\n      integer one\n      end structure\n      record /pair/ p\n",
    "after_records.h": "      i = p.one\n",
    "guard_a.h": '#ifndef GUARD_A\n#define GUARD_A\n#include "guard_b.h"\n#endif\n',
    "guard_b.h": '      integer guarded\n#include "guard_a.h"\n',
    "labels.h": "   10 continue\n!$omp barrier\n      a = 'it''s'; b = 1.5e-3\n",
}
# What a file has before its includes, and which these are.
STARTS = (
    "",
    "#define N_CELLS 20\n",
    "#define WIDE\n",
    "#define N_CELLS 20\n#define WIDE\n",
    "#define TWICE(y) (y+y)\n",
)
INCLUDES = (
    ("macros.h", "sizes.h", "uses.h"),
    ("outer.h", "uses.h"),
    ("sizes.h", "macros.h", "sizes.h"),
    ("records.h", "after_records.h", "labels.h"),
    ("after_records.h", "labels.h"),
    ("guard_a.h",),
    ("guard_b.h",),
    ("uses.h", "outer.h"),
)


@pytest.fixture
def model(tmp_path):
    for name, text in HEADERS.items():
        (tmp_path / name).write_text(text)
    paths = []
    for k, (start, includes) in enumerate(itertools.product(STARTS, INCLUDES)):
        lines = "".join(f'#include "{name}"\n' if k % 3 else f"      include '{name}'\n" for name in includes)
        path = tmp_path / f"unit{k}.{'F' if k % 4 == 1 else 'F90'}"
        path.write_text(f"{start}      subroutine unit{k}\n{lines}      end\n")
        paths.append(path.name)
    return tmp_path, paths


def dump(folder, what, *paths):
    command = [ISOTACH, "parse", "--follow-includes", f"--dump={what}", *paths]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True).stdout


@pytest.mark.parametrize("what", ["tokens", "tree"])
def test_files_read_together_read_as_alone(model, what):
    folder, paths = model
    alone = [dump(folder, what, path) for path in paths]
    assert len(set(alone)) > len(paths) / 2, "the macros make a difference"
    for order in (paths, paths[::-1]):
        assert dump(folder, what, *order) == "".join(alone[paths.index(path)] for path in order)


def test_messages_name_the_included_line_in_each_file(tmp_path):
    (tmp_path / "wrong.h").write_text("      integer :: fine\n      integer integer integer\n")
    for k in range(3):
        (tmp_path / f"u{k}.F90").write_text(f'subroutine u{k}\n#include "wrong.h"\nend subroutine\n')
    command = [ISOTACH, "parse", "--follow-includes", "-j1", "u0.F90", "u1.F90", "u2.F90"]
    said = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True).stderr
    assert said.count("wrong.h:2:") == 3
