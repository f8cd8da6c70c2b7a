"""Builds procedures with signatures drawn by a seed with numpy.f2py and isotach, and shows what differs.

    python tests/parity/signatures_compare.py [SEED [COUNT]]

The exit status is 0 when 99 of 100 call lines and of 100 calls are equal.
"""

import pathlib
import re
import sys
import tempfile

import isotach._binary
import numpy
from parity_build import HEADERS, SUPPORT, run
from parity_run import load, outcome
from signatures import calls, signatures

# A procedure's call line in the C of either.
THEIR_LINE = r'^static char doc_f2py_rout_\w+\[\] = "\\\n(.*?)\\n'
OUR_LINE = r"^/\* [\w.]+: ((?:[\w, ]+ = )?\w+\(.*\)) \*/$"
COUNT = 60  # signatures of a seed: one module


def call_line(text: str):
    """(results, name, required arguments, optional ones) of f2py's line or ours."""
    results, name, inside = re.fullmatch(r"(?:(.*?)=)?(\w+)\((.*)\)", text.replace(" ", "")).groups()
    required, _, optional = inside.replace("]", "").partition("[")
    names = [word for word in required.split(",") if word]
    given = [word for word in names if not word.endswith("=None")]
    return results or "", name, tuple(given), tuple(word for word in optional.split(",") if word) or tuple(
        word.removesuffix("=None") for word in names if word.endswith("=None"))  # fmt: skip


def lines_of(source: pathlib.Path, pattern: str) -> dict:
    found = [call_line(line) for line in re.findall(pattern, source.read_text(), re.MULTILINE)]
    return {line[1]: line for line in found}


def build(work: pathlib.Path, seed: int, count: int) -> tuple[dict, dict]:
    """Both modules from one .pyf file and one Fortran file; returns their call lines."""
    made = signatures(seed, count)
    (work / "matrix.f").write_text("".join(one.fortran() for one in made))
    run(["gfortran", "-O0", "-w", "-fPIC", "-c", "matrix.f"], work)
    lines = {}
    for side, builder in {
        "theirs": [sys.executable, "-m", "numpy.f2py"],
        "ours": [isotach._binary.binary(), "f2py"],
    }.items():
        folder = work / side
        folder.mkdir()
        signature = folder / f"{side}.pyf"
        body = "".join(one.text for one in made)
        signature.write_text(f"python module {side}\n  interface\n{body}  end interface\nend python module {side}\n")
        run([*builder, signature.name, "--build-dir", "."], folder)
        pattern = THEIR_LINE if side == "theirs" else OUR_LINE
        lines[side] = lines_of(folder / f"{side}module.c", pattern)
        objects = [work / "matrix.o"]
        for file in [SUPPORT / "fortranobject.c", folder / f"{side}module.c"]:
            objects.append(folder / f"{file.stem}.o")
            run(["gcc", "-O0", "-w", "-fPIC", *HEADERS, "-c", file, "-o", objects[-1]], folder)
        run(["gfortran", "-shared", *objects, "-o", f"{side}.so"], folder)
    return lines["theirs"], lines["ours"]


def outcomes(module, seed: int, count: int) -> dict[str, dict]:
    found = {}
    for one in signatures(seed, count):
        for number, named in enumerate(calls(one, seed)):
            copies = {
                name: value.copy() if isinstance(value, numpy.ndarray) else value for name, value in named.items()
            }
            function = getattr(module, one.name, None)
            found[f"{one.name} {number}"] = outcome(lambda f=function, a=copies: (f(**a), sorted(a.items())))
    return found


def kind(described: dict):
    """What has to be equal: values, or the error's class."""
    if described["is"] == "error":
        return ("error", "TypeError" if "TypeError" in described["classes"] else "error")
    if described["is"] in ("tuple", "list"):
        return (described["is"], tuple(kind(item) for item in described["items"]))
    if described["is"] == "array":
        return (described["dtype"], described["shape"], described["data"])
    return (described["classes"][0], described["value"])


def compared(work: pathlib.Path, seed: int, count: int = COUNT) -> tuple[dict, dict]:
    """Call lines and calls that differ, and how many there were."""
    theirs, ours = build(work, seed, count)
    lines = {name: (line, ours.get(name)) for name, line in theirs.items() if ours.get(name) != line}
    results = [outcomes(load(str(work / side / f"{side}.so"), side), seed, count) for side in ("theirs", "ours")]
    values = {case: (one, results[1][case]) for case, one in results[0].items() if kind(one) != kind(results[1][case])}
    return lines, values, len(theirs), len(results[0])


def main(seed: str = "1", count: str = str(COUNT), work: str = "") -> int:
    with tempfile.TemporaryDirectory() as folder:
        lines, values, all_lines, all_values = compared(pathlib.Path(work or folder), int(seed), int(count))
    text = {one.name: one.text for one in signatures(int(seed), int(count))}
    for name, (theirs, ours) in lines.items():
        print(f"{name}: f2py {theirs}, isotach {ours}\n{text[name]}")
    for case, (theirs, ours) in values.items():
        print(f"{case}: f2py {theirs.get('shown', theirs)}, isotach {ours.get('shown', ours)}\n{text[case.split()[0]]}")
    print(f"{all_lines - len(lines)} of {all_lines} call lines equal, {all_values - len(values)} of {all_values} calls")
    return 0 if len(lines) <= 0.01 * all_lines and len(values) <= 0.01 * all_values else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
