"""The test runner must be able to fail: planted duplicates, skips, crashes, and an order that a seed repeats."""

import os
import pathlib
import subprocess
import sys

import pytest
import run_tests

ROOT = pathlib.Path(__file__).resolve().parents[2]


@pytest.fixture
def tree(tmp_path):
    """A project of its own: the runner's script, an empty build folder, tests to plant in."""
    (tmp_path / "tools").mkdir()
    for name in ("run_tests.py", "golden.py", "sampling.py", "fortran_compiler.py"):
        (tmp_path / "tools" / name).write_text((ROOT / "tools" / name).read_text())
    (tmp_path / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text())
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "conftest.py").write_text((ROOT / "tests" / "conftest.py").read_text())
    (tmp_path / "build" / "dev").mkdir(parents=True)
    plant_ctest(tmp_path, "")
    return tmp_path


def plant_ctest(tree, text):
    (tree / "build" / "dev" / "CTestTestfile.cmake").write_text(text)


def plant(tree, name, text):
    (tree / "tests" / name).write_text(text)


def run(tree, *arguments, ci=False):
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("PYTEST", "COV"))}
    environment["CI"] = "true" if ci else ""
    command = [sys.executable, str(tree / "tools" / "run_tests.py"), "--jobs", "1", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    return done.returncode, done.stdout.splitlines()


def test_counts_both_kinds_and_closes_with_one_plain_line(tree):
    plant_ctest(tree, 'add_test(c.one true)\nadd_test(c.two "false")\n')
    plant(tree, "test_a.py", "def test_a(): pass\ndef test_b(): assert 0\n")
    status, lines = run(tree)
    assert (status, lines[-1]) == (1, "2 passed, 2 failed, 0 skipped")
    assert any(line.startswith("FAILED c.two") for line in lines)


def test_all_green_is_success(tree):
    plant_ctest(tree, "add_test(c.one true)\n")
    plant(tree, "test_a.py", "def test_a(): pass\n")
    status, lines = run(tree)
    assert (status, lines[-1]) == (0, "2 passed, 0 failed, 0 skipped")


def test_no_tests_are_a_failure(tree):
    assert run(tree)[0] == 1


def test_duplicate_ctest_names_fail(tree):
    plant_ctest(tree, "add_test(c.one true)\nadd_test(c.one true)\n")
    status, lines = run(tree)
    assert status == 1 and any("two tests are called c.one" in line for line in lines)


def test_duplicate_python_names_fail(tree):
    plant(tree, "test_a.py", "def test_a(): pass\ndef test_a(): pass\n")
    status, lines = run(tree)
    assert status == 1 and any("two tests are called tests/test_a.py::test_a" in line for line in lines)


SKIPPING = 'add_test(c.skip "echo" "SKIPPED")\nset_tests_properties(c.skip PROPERTIES SKIP_REGULAR_EXPRESSION SKIPPED LABELS "{}")\n'


@pytest.mark.parametrize(("label", "ci", "last"), [
    ("", False, "0 passed, 0 failed, 2 skipped"),
    ("", True, "0 passed, 2 failed, 0 skipped"),
    ("gpu", True, "0 passed, 0 failed, 2 skipped"),
])  # fmt: skip
def test_a_skip_in_ci_needs_missing_hardware(tree, label, ci, last):
    plant_ctest(tree, SKIPPING.format(label))
    mark = f"@pytest.mark.{label}\n" if label else ""
    plant(tree, "test_a.py", f"import pytest\n{mark}def test_a(): pytest.skip('no device')\n")
    status, lines = run(tree, ci=ci)
    assert lines[-1] == last
    assert status == (1 if "2 failed" in last else 0)


def test_a_module_that_skips_itself_in_ci_fails(tree):
    plant(tree, "test_a.py", "import pytest\npytest.importorskip('absent_package')\n")
    assert run(tree, ci=True)[0] == 1
    assert run(tree)[1][-1].endswith("0 failed, 1 skipped")


def test_a_module_that_does_not_import_fails(tree):
    plant(tree, "test_a.py", "import absent_package\n")
    assert run(tree)[0] == 1


def test_a_crash_of_pytest_fails(tree):
    plant(tree, "test_a.py", "import os\ndef test_a(): os._exit(0)\n")
    plant_ctest(tree, "add_test(c.one true)\n")
    assert run(tree)[0] == 1


def test_a_program_that_was_not_built_fails(tree):
    plant_ctest(tree, "add_test(c.one /absent/program)\n")
    assert run(tree)[1][-1] == "0 passed, 1 failed, 0 skipped"


def test_a_golden_file_is_a_test_and_an_orphan_a_failure(tree):
    folder = tree / "tests" / "golden"
    folder.mkdir()
    (folder / "a.f90").write_text("! RUN: echo %s\n")
    (folder / "a.f90.expected").write_text("%s\n")
    (folder / "gone.f90.expected").write_text("")
    program = tree / "build" / "dev" / "bin" / "isotach"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    lines = run(tree)[1]
    assert lines[-1] == "1 passed, 1 failed, 0 skipped"
    assert any("has no input beside it" in line for line in lines)


def test_a_seed_repeats_the_order_of_ctest(tree):
    log = tree / "log"
    plant_ctest(tree, "".join(f'add_test(c.{n} sh -c "echo {n} >> {log}")\n' for n in range(20)))
    orders = []
    for seed in ("1", "1", "2"):
        assert run(tree, "--seed", seed)[0] == 0
        orders.append(log.read_text())
        log.unlink()
    assert orders[0] == orders[1] != orders[2]


def test_properties_survive_the_shuffle(tree, tmp_path):
    work = tmp_path / "work dir"
    work.mkdir()
    plant_ctest(
        tree,
        'add_test(c.env sh "-c" "test \\"$A\\" = \'x y\' && test \\"$(pwd)\\" = \'' + str(work) + "'\")\n"
        f'set_tests_properties(c.env PROPERTIES ENVIRONMENT "A=x y;B=2" WORKING_DIRECTORY "{work}")\n'
        "add_test(c.fails false)\nset_tests_properties(c.fails PROPERTIES WILL_FAIL TRUE)\n"
        'add_test(c.slow sleep 5)\nset_tests_properties(c.slow PROPERTIES TIMEOUT 0.2)\n',
    )  # fmt: skip
    assert run(tree)[1][-1] == "2 passed, 1 failed, 0 skipped"


def test_brackets_hold_any_text():
    assert run_tests.bracket("a") == "[=[a]=]"
    assert run_tests.bracket("x]=]y") == "[==[x]=]y]==]"


def test_only_takes_a_folder_or_a_file(tree):
    plant_ctest(tree, 'add_test(c.one true)\nset_tests_properties(c.one PROPERTIES LABELS "lex")\n')
    (tree / "tests" / "lex").mkdir()
    plant(tree, "lex/test_a.py", "def test_a(): pass\n")
    plant(tree, "lex/test_b.py", "def test_b(): pass\ndef test_c(): pass\n")
    (tree / "tests" / "lex" / "a_test.cpp").write_text("")
    for only, passed in {
        "lex": 4,
        "lex/test_b.py": 2,
        str(tree / "tests" / "lex" / "test_a.py"): 1,
        "lex/a_test.cpp": 1,
    }.items():
        status, lines = run(tree, "--only", only)
        assert (status, lines[-1]) == (0, f"{passed} passed, 0 failed, 0 skipped"), only
    assert run(tree, "--only", "absent")[0] == 1


def test_minutes_are_told_by_suite_beside_the_budgets(tree):
    (tree / "CONTRIBUTING.md").write_text("| suite | minutes |\n|---|---|\n| lex | 0.001 |\n| any other | 2.5 |\n")
    for folder in ("lex", "parse"):
        (tree / "tests" / folder).mkdir()
    plant(tree, "lex/test_a.py", "import time\ndef test_a(): time.sleep(0.2)\n")
    plant(tree, "parse/test_b.py", "def test_b(): pass\n")
    plant_ctest(tree, 'add_test(c.one true)\nset_tests_properties(c.one PROPERTIES LABELS "tree")\n')
    _, lines = run(tree)
    told = {line.split()[0]: line for line in lines if " of " in line and line.startswith("  ")}
    assert set(told) == {"lex", "parse", "tree"}
    assert told["lex"].endswith("OVER ITS BUDGET") and told["parse"].endswith(" 2.5")


def test_the_budgets_fit_into_half_of_cis_time():
    known = run_tests.budgets()
    assert run_tests.OTHERS in known and len(known) > 5
    assert sum(known.values()) <= 15  # minutes: 7.5 on each of two cores


SAMPLED = """\
import pathlib, pytest, sampling
@pytest.mark.parametrize("number", sampling.sample("lex/numbers", range(100), 5))
def test_a(number):
    with open(pathlib.Path(__file__).parent / "log", "a") as log: print(number, file=log)
"""


def test_a_sample_is_stated_and_a_seed_repeats_it(tree, monkeypatch):
    plant(tree, "test_a.py", SAMPLED)
    log = tree / "tests" / "log"
    drawn = []
    for seed in ("1", "1", "2"):
        status, lines = run(tree, "--seed", seed)
        assert (status, lines[-1]) == (0, "5 passed, 0 failed, 0 skipped")
        assert "  lex/numbers: 5 of 100" in lines
        assert f"sampled with seed {seed} (make test-full runs all):" in lines
        drawn.append(sorted(log.read_text().split()))
        log.unlink()
    assert drawn[0] == drawn[1] != drawn[2]
    monkeypatch.setenv("ISOTACH_FULL", "1")
    lines = run(tree)[1]
    assert lines[-1] == "100 passed, 0 failed, 0 skipped" and not [line for line in lines if "sampled" in line]


SHARED = """\
import pathlib, pytest
@pytest.fixture(scope="module", params=["a", "b"])
def made(request):
    with open(pathlib.Path(__file__).parent / "log", "a") as log: print(request.param, file=log)
@pytest.mark.parametrize("number", range(10))
def test_a(made, number): pass
"""


def test_what_a_module_shares_is_made_by_one_worker(tree):
    plant(tree, "test_a.py", SHARED)
    assert run(tree, "--jobs", "2")[1][-1] == "20 passed, 0 failed, 0 skipped"
    assert sorted((tree / "tests" / "log").read_text().split()) == ["a", "b"]
