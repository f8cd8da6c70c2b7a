"""Line coverage of the whole test run: C++ through gcov, the Python package through coverage.py.

Prints the lines that no test reached, file by file, and a total. `--stage lex` restricts the report to src/lex;
the tests that run are all the same, since a golden test of the parser covers the lexer too.
"""

import argparse
import os
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = ROOT / "build" / "coverage"
OUT = ROOT / "coverage"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--stage", help="a folder of src/, or `python`")
    parser.add_argument("--only", help="run the tests of one folder of tests/ only")
    arguments = parser.parse_args()
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir()
    for data in BUILD.rglob("*.gcda"):
        data.unlink()
    environment = dict(os.environ, COVERAGE_FILE=str(OUT / "python.data"))
    tests = [sys.executable, str(ROOT / "tools" / "run_tests.py"), "--preset", "coverage"]
    tests += ["--jobs", str(arguments.jobs), "--coverage"]
    if arguments.only:
        tests += ["--only", arguments.only]
    # Slow tests compile or install a program of their own, which is not the instrumented one.
    tests += ["--", "-m", "not slow"]
    status = subprocess.run(tests, cwd=ROOT, env=environment).returncode
    tools = pathlib.Path(sys.executable).parent

    if arguments.stage != "python":
        folder = f"src/{arguments.stage}/" if arguments.stage else "src/"
        print(f"\nC++, {folder}: lines that no test reached", flush=True)
        # A line of an assertion or of an unreachable default counts like any other: none are marked away.
        subprocess.run([str(tools / "gcovr"), "--root", str(ROOT), "--filter", folder, "--object-directory", str(BUILD),
                        "--gcov-ignore-parse-errors=negative_hits.warn", "--merge-mode-functions=merge-use-line-min",
                        "--exclude-throw-branches", "--txt", "-", "--html-details", str(OUT / "index.html"),
                        str(BUILD)], cwd=ROOT)  # fmt: skip
    if arguments.stage in (None, "python"):
        print("\nPython, python/isotach: lines that no test reached", flush=True)
        subprocess.run([str(tools / "coverage"), "report", "--show-missing"], cwd=ROOT, env=environment)
    print("(C++ line by line: coverage/index.html)")
    return status


if __name__ == "__main__":
    sys.exit(main())
