"""Golden tests: an input that says how it is run, and beside it the output that is expected.

Input: a file below a folder `golden` in tests/, with one or more lines

    ! RUN: isotach parse --dump=tree %s
    ! RUN: not isotach parse %s

as Fortran comments (in fixed form `c RUN:` does too), or a file NAME.golden that holds only such RUN lines.
The commands run in order, in a shell, in an empty folder. `%s` is the input, `%S` its folder, `%t` a prefix for
temporary files. A command must succeed; `not COMMAND` must fail by itself, and a crash is not a failure.

Output: FILE.expected, byte for byte: standard output and standard error of the commands together, with the paths
written as `%s`, `%S` and `%t` again.

Files in folders `inputs` are helpers: no test of their own.

    tools/golden.py [--update] [PATH...]     run, or rewrite the expectations of, the tests below the paths
"""

import argparse
import difflib
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
FORTRAN = {".f90", ".f", ".for", ".ftn", ".f03", ".f08", ".f77", ".fpp", ".x90", ".cuf"}
RUN_LINE = re.compile(rb"^(?:\s*!|[cC*])\s*RUN:[ \t]*(.*?)[ \t]*\r?$", re.MULTILINE)
PLAIN_RUN_LINE = re.compile(rb"^(?:[!#]\s*)?RUN:[ \t]*(.*?)[ \t]*\r?$", re.MULTILINE)
TIMEOUT = 120  # seconds for one command

# `not`: 0 when the command fails by itself; a signal (128 and more) or a command not found (126, 127) is an error.
NOT = """#!/bin/sh
"$@"
status=$?
[ $status -ge 1 ] && [ $status -lt 126 ] && exit 0
echo "not: '$1' ended with $status" >&2
exit 1
"""


class GoldenError(Exception):
    """The test is not well formed, or a command of it ended in a way it does not expect."""


def is_input(path: pathlib.Path) -> bool:
    """True for files that must be golden tests: they lie below `golden` and not below `inputs`."""
    parts = path.parent.parts
    if "golden" not in parts or "inputs" in parts[len(parts) - 1 - parts[::-1].index("golden") :]:
        return False
    return path.suffix.lower() in FORTRAN or path.suffix == ".golden"


def expected_path(path: pathlib.Path) -> pathlib.Path:
    return path.with_name(path.name + ".expected")


def run_lines(path: pathlib.Path) -> list[str]:
    pattern = PLAIN_RUN_LINE if path.suffix == ".golden" else RUN_LINE
    return [line.decode() for line in pattern.findall(path.read_bytes())]


def binary() -> pathlib.Path:
    return pathlib.Path(os.environ.get("ISOTACH_BINARY", ROOT / "build" / "dev" / "bin" / "isotach"))


def run(path: pathlib.Path) -> bytes:
    """Runs the commands of a test and returns their output, paths normalised. Raises GoldenError."""
    path = path.resolve()
    commands = run_lines(path)
    if not commands:
        raise GoldenError(f"{path} has no RUN line; helper files belong in a folder 'inputs'")
    program = binary()
    if not os.access(program, os.X_OK):
        raise GoldenError(f"{program} is not there; build first (make test does)")
    with tempfile.TemporaryDirectory(prefix="isotach-golden-") as name:
        folder = pathlib.Path(name).resolve()
        tools, work = folder / "bin", folder / "work"
        tools.mkdir()
        work.mkdir()
        (tools / "isotach").symlink_to(program.resolve())
        (tools / "not").write_text(NOT)
        (tools / "not").chmod(0o755)
        environment = {
            **os.environ,
            "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
            "LC_ALL": "C.UTF-8",
            "NO_COLOR": "1",
            "XDG_CACHE_HOME": str(folder / "cache"),
        }
        temporary = work / path.stem
        places = {"%s": str(path), "%S": str(path.parent), "%t": str(temporary), "%%": "%"}
        output = b""
        for command in commands:
            line = re.sub("%[sSt%]", lambda match: places[match.group()], command)
            try:
                done = subprocess.run(["sh", "-c", line], cwd=work, env=environment, timeout=TIMEOUT,
                                      stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)  # fmt: skip
            except subprocess.TimeoutExpired as error:
                raise GoldenError(f"after {TIMEOUT} s still running: {command}") from error
            output += done.stdout
            if done.returncode != 0:
                text = output.decode(errors="replace")
                raise GoldenError(f"'{command}' ended with {done.returncode}; its output:\n{text}")
    for place in ("%t", "%s", "%S"):
        output = output.replace(places[place].encode(), place.encode())
    return output.replace(str(work).encode(), b"%T")


def compare(path: pathlib.Path) -> str | None:
    """None when the output is as expected, else what is wrong, for people. Raises GoldenError."""
    expectation = expected_path(path)
    actual = run(path)
    if not expectation.exists():
        return f"{expectation.name} is missing; `make golden ONLY={path}` writes it"
    expected = expectation.read_bytes()
    if actual == expected:
        return None
    lines = difflib.unified_diff(
        expected.decode(errors="backslashreplace").splitlines(), actual.decode(errors="backslashreplace").splitlines(),
        "expected", "actual", lineterm="")  # fmt: skip
    difference = "\n".join(lines) or "they differ in line ends only"
    return f"{difference}\n(if the new output is right: make golden ONLY={path})"


def find(paths: list[pathlib.Path]) -> list[pathlib.Path]:
    found = []
    for path in paths:
        candidates = sorted(path.rglob("*")) if path.is_dir() else [path]
        found += [file for file in candidates if file.is_file() and is_input(file.resolve())]
    return found


def resolve(text: str) -> pathlib.Path:
    """A path as given, or a folder of tests/ by its name."""
    path = pathlib.Path(text)
    return path if path.exists() else ROOT / "tests" / text


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--update", action="store_true", help="rewrite the expectations")
    parser.add_argument("paths", nargs="*", type=resolve, default=[ROOT / "tests"])
    arguments = parser.parse_args()
    failed = 0
    for path in find(arguments.paths):
        try:
            if arguments.update:
                output = run(path)
                expectation = expected_path(path)
                if not expectation.exists() or expectation.read_bytes() != output:
                    expectation.write_bytes(output)
                    print(f"wrote {expectation}")
                continue
            problem = compare(path)
        except GoldenError as error:
            problem = str(error)
        if problem:
            failed += 1
            print(f"FAILED {path}\n{problem}")
    if failed:
        print(f"{failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
