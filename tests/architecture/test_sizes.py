"""No source is longer than 800 lines, unless a comment in it says why: `// Long because ...`."""

import pathlib

LONGEST = 800
SRC = pathlib.Path(__file__).resolve().parents[2] / "src"


def long_files(src: pathlib.Path) -> list[str]:
    found = []
    for file in sorted(src.rglob("*")):
        if file.suffix not in (".cpp", ".h"):
            continue
        text = file.read_text()
        if text.count("\n") > LONGEST and "// Long because " not in text:
            found.append(f"{file.relative_to(src)} has {text.count(chr(10))} lines; split it, or say why it is long")
    return found


def test_no_file_is_long_without_a_reason():
    assert long_files(SRC) == []


def test_a_long_file_is_found(tmp_path):
    (tmp_path / "long.cpp").write_text("//\n" * 801)
    (tmp_path / "table.h").write_text("// Long because it is one table.\n" * 801)
    (tmp_path / "short.cpp").write_text("//\n" * 800)
    assert long_files(tmp_path) == ["long.cpp has 801 lines; split it, or say why it is long"]
