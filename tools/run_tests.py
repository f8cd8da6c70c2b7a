"""Runs every test in random order: C++ cases through ctest, golden and Python tests through pytest.

The seed is printed, and SEED repeats its order. ctest cannot be told an order, so the runner asks it for its
tests, and hands it a list of the same tests, shuffled. The last line is `N passed, N failed, N skipped`.

What fails a run besides a failed test: two tests of one name, a skipped test in CI unless its label or marker
says that hardware is missing (HARDWARE), and a run in which no test ran.
"""

import argparse
import ast
import collections
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

ROOT = pathlib.Path(__file__).resolve().parent.parent
HARDWARE = {"gpu"}


def ctest_tests(build: pathlib.Path, only: str | None) -> list[dict]:
    """The tests ctest knows, as its JSON describes them; `only` is a label."""
    command = ["ctest", "--show-only=json-v1"] + (["-L", f"^{only}$"] if only else [])
    return json.loads(subprocess.run(command, cwd=build, check=True, capture_output=True).stdout)["tests"]


def properties(test: dict) -> dict:
    return {entry["name"]: entry["value"] for entry in test.get("properties", [])}


def duplicates(names: list[str]) -> list[str]:
    return sorted(name for name, count in collections.Counter(names).items() if count > 1)


def duplicate_python_tests(folder: pathlib.Path) -> list[str]:
    """Tests that a later definition of the same name hides: Python would drop them without a word."""
    found = []

    def visit(body: list, place: str):
        names = [node.name for node in body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
        found.extend(f"{place}::{name}" for name in duplicates(names) if name.lower().startswith("test"))
        for node in body:
            if isinstance(node, ast.ClassDef):
                visit(node.body, f"{place}::{node.name}")

    for file in sorted(folder.rglob("test_*.py")):
        visit(ast.parse(file.read_text()).body, str(file.relative_to(ROOT)))
    return found


def bracket(text: str) -> str:
    """A CMake bracket argument, which interprets nothing; longer brackets when the text holds the closing one."""
    equals = "="
    while f"]{equals}]" in text:
        equals += "="
    return f"[{equals}[{text}]{equals}]"


def write_ctest_list(tests: list[dict], folder: pathlib.Path):
    lines = []
    for test in tests:
        # Discovered tests that no program answers for have no command: ctest then reports "not run", a failure.
        command = test.get("command", ["test-program-was-not-built"])
        lines.append(f"add_test({bracket(test['name'])} {' '.join(map(bracket, command))})")
        for key, value in properties(test).items():
            if isinstance(value, bool):
                value = "TRUE" if value else "FALSE"
            text = ";".join(map(str, value)) if isinstance(value, list) else str(value)
            lines.append(f"set_tests_properties({bracket(test['name'])} PROPERTIES {key} {bracket(text)})")
    (folder / "CTestTestfile.cmake").write_text("\n".join(lines) + "\n")


def run_ctest(tests: list[dict], jobs: int, ci: bool) -> collections.Counter:
    counts = collections.Counter()
    if not tests:
        return counts
    labels = {test["name"]: set(properties(test).get("LABELS", [])) for test in tests}
    with tempfile.TemporaryDirectory(prefix="isotach-ctest-") as name:
        folder = pathlib.Path(name)
        write_ctest_list(tests, folder)
        subprocess.run(
            [
                "ctest",
                "-j",
                str(jobs),
                "--quiet",
                "--output-junit",
                "report.xml",
                "--test-output-size-failed",
                "100000",
            ],
            cwd=folder,
        )
        for case in ElementTree.parse(folder / "report.xml").getroot().iter("testcase"):
            status = case.get("status")
            test = case.get("name")
            output = case.findtext("system-out") or ""
            if status == "run":
                counts["passed"] += 1
            elif status in ("notrun", "disabled") and "SKIP" in (case.find("skipped").get("message") or "").upper():
                if ci and not labels.get(test, set()) & HARDWARE:
                    counts["failed"] += 1
                    print(f"FAILED (skipped in CI) {test}\n{output}")
                else:
                    counts["skipped"] += 1
                    print(f"skipped {test}")
            else:
                counts["failed"] += 1
                print(f"FAILED {test}\n{output}")
    if sum(counts.values()) != len(tests):
        print(f"FAILED: ctest was given {len(tests)} tests and reported {sum(counts.values())}")
        counts["failed"] += 1
    return counts


def run_pytest(
    paths: list[pathlib.Path], seed: int, jobs: int, coverage: bool, extra: list[str], environment: dict
) -> collections.Counter:
    counts = collections.Counter()
    with tempfile.TemporaryDirectory(prefix="isotach-pytest-") as name:
        report = pathlib.Path(name) / "report.xml"
        measured = ["-m", "coverage", "run"] if coverage else []
        command = [sys.executable, *measured, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "randomly",
                   f"--randomly-seed={seed}", f"--junitxml={report}", *extra]  # fmt: skip
        if jobs > 1 and not coverage:
            command += ["-n", str(jobs), "--dist", "loadgroup"]
        done = subprocess.run([*command, *map(str, paths)], cwd=ROOT, env=environment)
        if report.exists():
            suite = ElementTree.parse(report).getroot().find("testsuite")
            total, skipped = int(suite.get("tests")), int(suite.get("skipped"))
            failed = int(suite.get("failures")) + int(suite.get("errors"))
            counts.update(passed=total - failed - skipped, failed=failed, skipped=skipped)
        # 5: no test there, which counts as none; anything else that is not 0 must not look like success.
        if (done.returncode not in (0, 5) or not report.exists()) and not counts["failed"]:
            print(f"FAILED: pytest ended with {done.returncode}" + ("" if report.exists() else " and no report"))
            counts["failed"] += 1
    return counts


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--preset", default="dev")
    parser.add_argument("--build", type=pathlib.Path, help="build folder, instead of the preset's")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1, 2**31))
    parser.add_argument("--only", help="a folder of tests/")
    parser.add_argument("--coverage", action="store_true", help="measure the Python package (tools/coverage_report.py)")
    parser.add_argument("pytest_arguments", nargs="*", help="after --: handed to pytest")
    arguments = parser.parse_args()
    build = (arguments.build or ROOT / "build" / arguments.preset).resolve()
    ci = os.environ.get("CI", "").lower() in ("true", "1")
    again = f"make test SEED={arguments.seed}" + (f" ONLY={arguments.only}" if arguments.only else "")
    print(f"seed {arguments.seed} ({again} repeats this order)", flush=True)

    counts = collections.Counter(passed=0, failed=0, skipped=0)
    tests = ctest_tests(build, arguments.only)
    for name in duplicates([test["name"] for test in tests]) + duplicate_python_tests(ROOT / "tests"):
        print(f"FAILED: two tests are called {name}; give one another name")
        counts["failed"] += 1
    tests = list({test["name"]: test for test in tests}.values())
    tests.sort(key=lambda test: test["name"])
    random.Random(arguments.seed).shuffle(tests)
    counts += run_ctest(tests, arguments.jobs, ci)

    binary = build / "bin" / "isotach"
    environment = dict(os.environ, ISOTACH_BINARY=str(binary), PYTHONPATH=str(ROOT / "python"))
    path = ROOT / "tests" / arguments.only if arguments.only else ROOT / "tests"
    counts += run_pytest(
        [path], arguments.seed, arguments.jobs, arguments.coverage, arguments.pytest_arguments, environment
    )

    if not sum(counts.values()):
        print("FAILED: no test ran")
        counts["failed"] = 1
    print(f"{counts['passed']} passed, {counts['failed']} failed, {counts['skipped']} skipped")
    return 1 if counts["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
