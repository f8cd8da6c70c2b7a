"""Which kinds of diagnostics no test triggers."""

import pathlib
import re

DECLARED = re.compile(r"^ISOTACH_DIAGNOSTIC\(\s*(\w+)", re.MULTILINE)


def lists(src: pathlib.Path) -> list[pathlib.Path]:
    """The lists of kinds: one for each stage that reports."""
    return sorted(src.rglob("kinds.h"))


def declared(src: pathlib.Path) -> list[str]:
    return [kind for file in lists(src) for kind in DECLARED.findall(file.read_text())]


def without_test(kinds: list[str], tests: pathlib.Path) -> list[str]:
    """The kinds that appear neither as [Kind] in an expected output nor by name in a C++ or Python test."""
    seen = set()
    mention = re.compile(r"\[(\w+)\]|kinds::(\w+)|[\"'](\w+)[\"']")
    for file in sorted(tests.rglob("*")):
        if file.suffix == ".expected":
            seen.update(re.findall(r"\[(\w+)\]$", file.read_text(errors="replace"), re.MULTILINE))
        elif file.suffix in (".cpp", ".h") or (file.suffix == ".py" and file.parent.name != "architecture"):
            code = re.sub(r"^\s*(//|#).*$", "", file.read_text(errors="replace"), flags=re.MULTILINE)
            for groups in mention.findall(code):
                seen.update(groups)
    return [kind for kind in kinds if kind not in seen]
