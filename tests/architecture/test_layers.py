"""Includes and links run in one direction, and the check that says so can fail."""

import pathlib
import shutil

import layers
import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]


def test_includes_run_one_way():
    assert layers.broken(ROOT / "src") == []


@pytest.fixture
def copy(tmp_path):
    shutil.copytree(ROOT / "src", tmp_path / "src")
    return tmp_path / "src"


@pytest.mark.parametrize(
    ("file", "line", "complaint"),
    [
        ("base/planted.h", '#include "lex/token.h"', "base must not see lex"),
        ("lex/planted.cpp", '  # include "parse/parse.h"', "lex must not see parse"),
        ("toolchain/planted.h", '#include "semantics/semantics.h"', "toolchain must not see semantics"),
        ("semantics/planted.h", '#include "interfaces/interfaces.h"', "semantics must not see interfaces"),
        ("transform/planted.h", '#include "interfaces/interfaces.h"', "transform must not see interfaces"),
        ("interfaces/f2py/planted.h", '#include "bind/bind.h"', "interfaces must not see bind"),
        ("bind/planted.h", '#include "semantics/scopes.h"', "bind must not see semantics"),
        ("bind/planted.cpp", '#include "parse/parse.h"', "bind must not see parse"),
        ("write/planted.cpp", '#include "bind/bind.h"', "write must not see bind"),
        ("tree/planted.cpp", '#include "driver/commands.h"', "tree must not see driver"),
        ("lex/planted.cpp", '#include "token.h"', "write it from src on"),
        ("lex/planted.cpp", '#include "../base/arena.h"', "write it from src on"),
        ("lex/planted.cpp", '#include "base/absent.h"', "no such file"),
        ("newstage/planted.cpp", '#include "base/arena.h"', "no place in the order"),
    ],
)
def test_a_planted_violation_is_found(copy, file, line, complaint):
    planted = copy / file
    planted.parent.mkdir(exist_ok=True)
    planted.write_text(f"// planted\n{line}\n")
    assert any(complaint in text for text in layers.broken(copy))


def test_a_planted_link_is_found(copy):
    lists = copy / "base" / "CMakeLists.txt"
    lists.write_text("isotach_library(base SOURCES names.cpp LINKS diagnostics EXTERNAL Threads::Threads)\n")
    assert any("links base with diagnostics" in text for text in layers.broken(copy))


def test_every_stage_says_what_it_is():
    """A folder of sources opens with a README of Input, Output, Entry, Commands and Tests."""
    for folder in sorted((ROOT / "src").iterdir()):
        if not folder.is_dir() or not list(folder.glob("*.cpp")):
            continue
        readme = folder / "README.md"
        assert readme.is_file(), f"src/{folder.name} has no README.md"
        text = readme.read_text()
        missing = [word for word in ("Input:", "Output:", "Entry:", "Commands:", "Tests:") if word not in text]
        assert not missing, f"src/{folder.name}/README.md says nothing of {missing}"


def test_every_source_opens_with_what_it_is():
    """The first line of a header is a comment; an implementation may leave it to its header."""
    bare = [
        str(file.relative_to(ROOT))
        for file in sorted((ROOT / "src").rglob("*"))
        if file.suffix in (".h", ".def") and not file.read_text().startswith(("//", "/*"))
    ]
    assert bare == []
