"""Diagnostics, documentation and headers are in plain English: none of the words of words.py, and the check can fail."""

import pathlib
import subprocess

import pytest
import words

ROOT = pathlib.Path(__file__).resolve().parents[2]
# Comments of src/**/*.h are looked at when this is True: after the pass over src, which comes last.
HEADERS = True


def files() -> list[pathlib.Path]:
    """What people read: the lists of messages, Markdown outside of golden tests, scripts; headers when it is time."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()
    chosen = []
    for name in names:
        path = ROOT / name
        scripts = name.startswith("tools/") and path.suffix in (".py", ".sh")
        header = HEADERS and name.startswith("src/") and path.suffix == ".h"
        if path.name == "kinds.h" or (path.suffix == ".md" and "/golden/" not in name) or scripts or header:
            chosen.append(path)
    return [path for path in chosen if path.is_file()]


def test_words_are_plain():
    chosen = files()
    assert {"README.md", "CONTRIBUTING.md", "kinds.h"} <= {path.name for path in chosen}
    found = words.found(chosen, ROOT)
    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("kinds.h", "ISOTACH_DIAGNOSTIC(A, error, \"'{}' is no module; give one\")\n", 1),
        ("kinds.h", 'ISOTACH_DIAGNOSTIC(A, note, "fix")\nISOTACH_DIAGNOSTIC(B, note, "mend the first ones")\n', 2),
        ("kinds.h", 'ISOTACH_DIAGNOSTIC(A, error, "name this one otherwise")\n', 1),
        ("page.md", "The loop\nbehind it.\n", 2),
        ("page.md", "A line tells what happens.\n", 1),
        ("tree.h", "int a; // what INCLUDE brings\n", 1),
    ],
)
def test_a_planted_word_is_found(tmp_path, name, text, line):
    (tmp_path / name).write_text(text)
    (found,) = words.found([tmp_path / name], tmp_path)
    assert found.startswith(f"{name}:{line}: '") and ": write " in found


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("page.md", "There is no loop; it is no longer there. A flag tells the two apart. Otherwise it fails.\n"),
        (
            "page.md",
            "The option `behind`\n```\na command that brings\n```\nis zero otherwise, and nothing is left behind.\n",
        ),
        ("tree.h", "int behind;\n"),
        ("kinds.h", "// Words that mend nothing\n"),
    ],
)
def test_good_english_and_code_are_left_alone(tmp_path, name, text):
    (tmp_path / name).write_text(text)
    assert words.found([tmp_path / name], tmp_path) == []
