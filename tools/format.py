"""Formats our own sources: C++ with clang-format 14, Python with the ruff of requirements-dev.txt. Fortran is left as its
authors wrote it.

Only files git tracks or would track; `--check` changes nothing and fails when something would change.
"""

import argparse
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent


def sources(paths: list[str]) -> list[str]:
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *paths]
    names = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()
    return [name for name in dict.fromkeys(names) if (ROOT / name).is_file()]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("paths", nargs="*")
    arguments = parser.parse_args()
    names = sources(arguments.paths)
    names = [name for name in names if "/golden/" not in name]
    cpp = [name for name in names if name.endswith((".h", ".cpp"))]
    python = [name for name in names if name.endswith((".py", ".pyi"))]
    ruff = str(pathlib.Path(sys.executable).parent / "ruff")
    status = 0
    if cpp:
        mode = ["--dry-run", "--Werror"] if arguments.check else ["-i"]
        status |= subprocess.run(["clang-format-14", *mode, *cpp], cwd=ROOT).returncode
    if python:
        fix = [] if arguments.check else ["--fix"]
        status |= subprocess.run([ruff, "check", "-q", *fix, *python], cwd=ROOT).returncode
        mode = ["--check"] if arguments.check else []
        status |= subprocess.run([ruff, "format", "-q", *mode, *python], cwd=ROOT).returncode
    return 1 if status else 0


if __name__ == "__main__":
    sys.exit(main())
