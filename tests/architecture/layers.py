"""The one direction of the pipeline, and who breaks it: `broken(src)` lists includes that run the other way."""

import pathlib
import re

PIPELINE = [
    "base",
    "source",
    "diagnostics",
    "lex",
    "tree",
    "parse",
    "semantics",
    "analysis",
    "transform",
    "psykal",
]

# What each folder may include besides itself. A stage of the pipeline sees all stages before it.
SEES = {stage: set(PIPELINE[:number]) for number, stage in enumerate(PIPELINE)}
SEES["interfaces"] = {*SEES["analysis"]}  # beside analysis: neither sees the other
SEES["write"] = {"base", "source", "diagnostics", "lex", "tree", "semantics"}
SEES["gpu"] = {*PIPELINE[: PIPELINE.index("transform") + 1], "write"}
SEES["psykal"].add("write")  # algorithms are rewritten by text edits
SEES["compare"] = {"base", "source", "diagnostics", "lex", "tree"}
SEES["bind"] = {"base", "source", "diagnostics", "interfaces"}
SEES["toolchain"] = {"base", "source", "diagnostics"}
SEES["psyir"] = {*PIPELINE, "write"}  # what scripts change in kernels is text again
SEES["driver"] = {*PIPELINE, "psyir", "interfaces", "compare", "write", "gpu", "bind", "toolchain"}
SEES["python"] = {*SEES["driver"], "driver"}

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*"([^"]+)"', re.MULTILINE)
LINKS = re.compile(r"isotach_library\(\s*(\w+)(.*?)\)", re.DOTALL)


def broken(src: pathlib.Path) -> list[str]:
    """Includes, and links of CMake libraries, that the order forbids; folders it does not know; relative includes."""
    found = []
    for folder in sorted(entry for entry in src.iterdir() if entry.is_dir() and any(entry.iterdir())):
        if folder.name not in SEES:
            found.append(f"{folder.name}: no place in the order; give it one in tests/architecture/layers.py")
            continue
        allowed = SEES[folder.name] | {folder.name}
        for file in sorted(folder.rglob("*")):
            if file.suffix not in (".h", ".cpp", ".def", ".inc"):
                continue
            for name in INCLUDE.findall(file.read_text()):
                place = f"{file.relative_to(src)} includes {name}"
                stage = name.split("/")[0]
                if "/" not in name or stage not in SEES:
                    found.append(f'{place}: write it from src on, "stage/file.h"')
                elif stage not in allowed:
                    found.append(f"{place}: {folder.name} must not see {stage}")
                elif not (src / name).is_file():
                    found.append(f"{place}: there is no such file")
        lists = folder / "CMakeLists.txt"
        for library, arguments in LINKS.findall(lists.read_text() if lists.exists() else ""):
            match = re.search(r"\bLINKS\b(.*?)(?:\bSOURCES\b|\bEXTERNAL\b|$)", arguments, re.DOTALL)
            for link in match.group(1).split() if match else []:
                if link not in allowed:
                    found.append(f"{lists.relative_to(src)} links {library} with {link}: it must not see it")
    return found
