"""Which kinds of diagnostics no test triggers."""

import pathlib
import re

DECLARED = re.compile(r"^ISOTACH_DIAGNOSTIC\(\s*(\w+)", re.MULTILINE)


def declared(kinds_def: pathlib.Path) -> list[str]:
    return DECLARED.findall(kinds_def.read_text())


def without_test(kinds: list[str], tests: pathlib.Path) -> list[str]:
    """The kinds that appear neither as [Kind] in an expected output nor by name in a C++ or Python test."""
    seen = set()
    mention = re.compile(r"\[(\w+)\]|DiagnosticKind::(\w+)|[\"'](\w+)[\"']")
    for file in sorted(tests.rglob("*")):
        if file.suffix == ".expected":
            seen.update(re.findall(r"\[(\w+)\]$", file.read_text(errors="replace"), re.MULTILINE))
        elif file.suffix in (".cpp", ".h") or (file.suffix == ".py" and file.parent.name != "architecture"):
            code = re.sub(r"^\s*(//|#).*$", "", file.read_text(errors="replace"), flags=re.MULTILINE)
            for groups in mention.findall(code):
                seen.update(groups)
    return [kind for kind in kinds if kind not in seen]
