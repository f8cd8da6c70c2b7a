"""Runs every test in random order: C++ cases through ctest, golden and Python tests through pytest.

The seed is printed, and SEED repeats its order. ctest cannot be told an order, so the runner asks it for its
tests, and hands it a list of the same tests, shuffled. At the end it states what was sampled (tools/sampling.py), the
minutes of each suite, which is a folder of tests/, beside its budget in CONTRIBUTING.md, and as its last line
`N passed, N failed, N skipped`.

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
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

ROOT = pathlib.Path(__file__).resolve().parent.parent
HARDWARE = {"gpu"}
BUDGET = re.compile(r"^\| `?([\w ]+)`? \| ([\d.]+) \|", re.MULTILINE)
OTHERS = "any other"


class Outcome:
    """How many tests passed, failed and were skipped, and the seconds of each suite."""

    def __init__(self):
        self.counts: collections.Counter = collections.Counter(passed=0, failed=0, skipped=0)
        self.seconds: collections.Counter = collections.Counter()


def budgets() -> dict[str, float]:
    """Minutes by suite, from the table of CONTRIBUTING.md."""
    page = ROOT / "CONTRIBUTING.md"
    return {name: float(minutes) for name, minutes in BUDGET.findall(page.read_text() if page.exists() else "")}


def minutes_by_suite(seconds: collections.Counter) -> list[str]:
    """A line for each suite, the longest first. Time over a budget is said and is not a failure: machines differ."""
    known = budgets()
    lines = []
    for suite, spent in sorted(seconds.items(), key=lambda entry: -entry[1]):
        allowed = known.get(suite, known.get(OTHERS))
        over = allowed is not None and spent > 60 * allowed
        beside = f" of {allowed:4.1f}" if allowed is not None else ""
        lines.append(f"  {suite:14} {spent / 60:5.1f}{beside}{'  OVER ITS BUDGET' if over else ''}")
    return lines


def chosen(only: str | None) -> tuple[str | None, pathlib.Path | None, bool]:
    """ctest's label, pytest's path and whether ctest runs, for a folder of tests/ or a file (a C++ file: its folder)."""
    if not only:
        return None, ROOT / "tests", True
    path = ROOT / "tests" / only
    if not path.exists():
        path = pathlib.Path(only).resolve()
    if not path.is_relative_to(ROOT / "tests") or not path.exists():
        sys.exit(f"ONLY={only}: neither a folder of tests/ nor a file below it")
    folder = path.relative_to(ROOT / "tests").parts[0]
    if path.suffix == ".cpp":
        return folder, None, True
    return folder, path, path.parent == ROOT / "tests"


def ctest_tests(build: pathlib.Path, only: str | None) -> list[dict]:
    """The tests ctest knows, as its JSON describes them; `only` is a label."""
    command = ["ctest", "--show-only=json-v1"] + (["-L", f"^{re.escape(only)}$"] if only else [])
    return json.loads(subprocess.run(command, cwd=build, check=True, capture_output=True).stdout)["tests"]


def properties(test: dict) -> dict:
    return {entry["name"]: entry["value"] for entry in test.get("properties", [])}


def suite_of(test: dict) -> str:
    """isotach_test() puts the folder first among the labels."""
    return next(iter(properties(test).get("LABELS", [])), test["name"].split(".")[0])


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


def run_ctest(tests: list[dict], jobs: int, ci: bool, outcome: Outcome) -> None:
    if not tests:
        return
    counts = collections.Counter()
    suites = {test["name"]: suite_of(test) for test in tests}
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
            outcome.seconds[suites.get(test, "?")] += float(case.get("time") or 0)
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
    outcome.counts += counts


def suite_of_case(case: ElementTree.Element) -> str:
    """pytest's report has tests.parse.test_oracles, or tests.parse.golden.x.f90, as the class of a case."""
    words = (case.get("classname") or "").split(".")
    return words[1] if len(words) > 2 and words[0] == "tests" else "tests"


def run_pytest(
    paths: list[pathlib.Path],
    seed: int,
    jobs: int,
    coverage: bool,
    extra: list[str],
    environment: dict,
    outcome: Outcome,
) -> None:
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
            for case in suite.iter("testcase"):
                outcome.seconds[suite_of_case(case)] += float(case.get("time") or 0)
            total, skipped = int(suite.get("tests")), int(suite.get("skipped"))
            failed = int(suite.get("failures")) + int(suite.get("errors"))
            counts.update(passed=total - failed - skipped, failed=failed, skipped=skipped)
        # 5: no test there, which counts as none; anything else that is not 0 must not look like success.
        if (done.returncode not in (0, 5) or not report.exists()) and not counts["failed"]:
            print(f"FAILED: pytest ended with {done.returncode}" + ("" if report.exists() else " and no report"))
            counts["failed"] += 1
    outcome.counts += counts


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--preset", default="dev")
    parser.add_argument("--build", type=pathlib.Path, help="build folder, instead of the preset's")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1, 2**31))
    parser.add_argument("--only", help="a folder of tests/, or a file: of Python, a golden test, or C++ for its folder")
    parser.add_argument("--coverage", action="store_true", help="measure the Python package (tools/coverage_report.py)")
    parser.add_argument("pytest_arguments", nargs="*", help="after --: handed to pytest")
    arguments = parser.parse_args()
    build = (arguments.build or ROOT / "build" / arguments.preset).resolve()
    ci = os.environ.get("CI", "").lower() in ("true", "1")
    again = f"make test SEED={arguments.seed}" + (f" ONLY={arguments.only}" if arguments.only else "")
    print(f"seed {arguments.seed} ({again} repeats this order)", flush=True)

    outcome = Outcome()
    counts = outcome.counts
    label, path, with_ctest = chosen(arguments.only)
    tests = ctest_tests(build, label) if with_ctest else []
    for name in duplicates([test["name"] for test in tests]) + duplicate_python_tests(ROOT / "tests"):
        print(f"FAILED: two tests are called {name}; give one another name")
        counts["failed"] += 1
    tests = list({test["name"]: test for test in tests}.values())
    tests.sort(key=lambda test: test["name"])
    random.Random(arguments.seed).shuffle(tests)
    run_ctest(tests, arguments.jobs, ci, outcome)

    binary = build / "bin" / "isotach"
    with tempfile.TemporaryDirectory(prefix="isotach-sampled-") as sampled:
        environment = dict(
            os.environ,
            ISOTACH_BINARY=str(binary),
            PYTHONPATH=str(ROOT / "python"),
            ISOTACH_SEED=str(arguments.seed),
            ISOTACH_SAMPLED=sampled,
        )
        extra = arguments.pytest_arguments
        if path:
            run_pytest([path], arguments.seed, arguments.jobs, arguments.coverage, extra, environment, outcome)
        stated = [file.read_text().strip() for file in sorted(pathlib.Path(sampled).iterdir())]
    if stated:
        print(f"sampled with seed {arguments.seed} (make test-full runs all):")
        print("\n".join(f"  {line}" for line in stated))
    print("minutes by suite, of its budget:")
    print("\n".join(minutes_by_suite(outcome.seconds)))

    if not sum(counts.values()):
        print("FAILED: no test ran")
        counts["failed"] = 1
    print(f"{counts['passed']} passed, {counts['failed']} failed, {counts['skipped']} skipped")
    return 1 if counts["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
