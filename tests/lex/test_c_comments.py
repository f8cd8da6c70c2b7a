"""C comments and macros: the tokens of a file are those of what gfortran's preprocessor makes of it."""

import os
import pathlib
import re
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
ISOTACH = os.environ.get("ISOTACH_BINARY", str(ROOT / "build" / "dev" / "bin" / "isotach"))
GOLDEN = pathlib.Path(__file__).resolve().parent / "golden"


def spellings(path):
    tokens = subprocess.run([ISOTACH, "parse", "--dump=tokens", path], capture_output=True, text=True).stdout
    lines = tokens.splitlines()
    active = []
    for line in lines:
        if line.startswith("  "):
            active.append(re.search(r'"(.*)"', line)[1].lower())
        else:
            active.append(re.sub(r"^\d+:\d+ ", "", line))
    return [token for token in active if not token.startswith("#")]


@pytest.mark.parametrize("name", ["c_comments.F90", "c_comments.F", "c_comment_takes_lines.F90"])
def test_tokens_are_those_of_the_preprocessed_text(name, tmp_path):
    plain = tmp_path / (name[:-3] + "f90" if name.endswith("90") else name[:-1] + "f")
    made = subprocess.run(["gfortran", "-cpp", "-E", "-P", GOLDEN / name], capture_output=True, text=True)
    assert made.returncode == 0, made.stderr
    plain.write_text(made.stdout)
    assert "/*" not in re.sub(r"'[^'\n]*'|\"[^\"\n]*\"|!.*", "", made.stdout)
    assert spellings(GOLDEN / name) == spellings(plain)
