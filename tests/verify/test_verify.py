"""Verification of small modules: verdicts, tolerances, bad input, modules that end the process."""

import json
import math
import os
import pathlib
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

import isotach
import numpy as np
import pytest

pytestmark = pytest.mark.xdist_group("verify")


# Against an archive -------------------------------------------------------------------------------


def test_a_module_that_gives_the_reference_passes(toy, files):
    report = isotach.verify(toy(), files.case)
    assert report and report.passed
    assert {c.field for c in report.comparisons} == {"t", "warming", "layers"}
    assert len(report.comparisons) == 6
    assert report.text().endswith("PASS: all 6 comparisons are within their tolerances")


def test_one_changed_element_is_named_with_its_neighbours(toy, files, command):
    files.arrays["out[step=2]/t"][1, 2] += 1e-9
    files.write()
    done = command(toy(), files.case, "--output", files.folder / "out", "--junit", files.folder / "junit.xml")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "t(2,3), in Python t[1, 2]:" in done.stdout
    assert "1 of 12 values differ" in done.stdout
    assert "along nlev " in done.stdout and "t(2,4)" in done.stdout
    assert "\033" not in done.stdout
    assert (files.folder / "out" / "differences.png").read_bytes().startswith(b"\x89PNG")
    suite = ElementTree.parse(files.folder / "junit.xml").getroot().find("testsuite")
    assert (suite.get("tests"), suite.get("failures")) == ("6", "1")
    (failed,) = [case for case in suite if case.find("failure") is not None]
    assert failed.get("name") == "out[step=2]/t"


def test_json_has_all_and_a_missing_matplotlib_is_told(toy, files, command):
    hidden = str(files.folder / "hidden")  # no picture: drawing takes longer than all the rest
    (files.folder / "hidden" / "matplotlib").mkdir(parents=True)
    (files.folder / "hidden" / "matplotlib" / "__init__.py").write_text("raise ImportError('none here')")
    path = os.pathsep.join([hidden, str(pathlib.Path(isotach.__file__).parent.parent)])
    done = command(toy("BUG"), files.case, "--json", "--output", files.folder / "out", PYTHONPATH=path)
    assert done.returncode == 1
    answer = json.loads(done.stdout)
    assert answer["passed"] is False
    worst = answer["sections"][0]["comparisons"][0]
    assert worst["field"] == "t" and worst["index"][1] == 1
    assert worst["absolute"] == pytest.approx(1e-3)
    assert "no picture of the differences: matplotlib is not installed" in answer["notes"][0]


def test_single_precision_is_cast_and_judged_as_such(toy, files):
    single = isotach.verify(toy("SINGLE"), files.case)
    assert single.passed, single.text()
    assert 1e-9 < max(c.relative for c in single.comparisons if c.field == "warming") < 1e-6
    assert isotach.verify(toy("SINGLE"), files.case, against=toy()).passed
    files.replace("relative = 1e-13", "relative = 1e-13, single = { relative = 1e-9 }")
    assert not isotach.verify(toy("SINGLE"), files.case).passed


def test_a_start_that_selects_several_savepoints_is_several_runs(toy, files):
    arrays = {}
    for case in (1, 2):
        for name, values in files.arrays.items():
            place = name.replace("in/", f"in[case={case}]/").replace("[step=", f"[case={case},step=")
            arrays[place] = values
    files.arrays = arrays
    files.write()
    report = isotach.verify(toy(), files.case)
    assert report.passed and report.sections[0].runs == 2
    assert {c.savepoint for c in report.comparisons} >= {"out[case=1,step=1]", "out[case=2,step=2]"}


# NaN and infinities -------------------------------------------------------------------------------


def test_nan_of_the_module_differs_whatever_the_tolerance(toy, files):
    files.replace("relative = 1e-14", "relative = 1e9")
    report = isotach.verify(toy("NOT_A_NUMBER"), files.case)
    (first, *_) = [c for c in report.comparisons if not c.passed]
    assert first.field == "t" and first.index == (1, 2) and not math.isfinite(first.result)
    assert "in the module alone" in first.reason


@pytest.mark.parametrize("rule, passes", [("match", False), ("ignore", True)])
def test_nan_of_the_reference_by_rule(toy, files, rule, passes):
    files.arrays["out[step=1]/t"][1, 2] = np.nan
    files.replace('units = "K"', f'units = "K"\nnonfinite = "{rule}"')
    report = isotach.verify(toy(), files.case)
    assert report.passed == passes
    if not passes:
        assert "in the reference alone" in report.text()


def test_infinities_match_by_sign(toy, files):
    start = files.arrays["in/t"]
    start[0, 0], start[2, 1] = np.inf, -np.inf
    files.replace('units = "K"', 'units = "K"\nnonfinite = "match"')
    # t + dt * (300 - t) of an infinity is NaN, at equal positions in both builds.
    files.replace("[fields.warming]", '[fields.warming]\nnonfinite = "match"')
    assert isotach.verify(toy(), files.case, against=toy("OTHER")).passed


# Bad input: one error, exit status 2 --------------------------------------------------------------


def edit_case(old, new):
    return lambda files: files.replace(old, new)


def set_array(name, values):
    return lambda files: files.set(name, values)


def drop(*names):
    def change(files):
        for name in names:
            del files.arrays[name]
        files.write()

    return change


def truncate(files):
    path = files.folder / "toy.npz"
    path.write_bytes(path.read_bytes()[:200])


BAD_INPUT = {
    "unknown field in a call": (edit_case('"t", "layers"]', '"t", "layer"]'),
                                "toy.toml: [[step]] 1 args: 'layer' is no field, parameter or dimension; did you mean 'layers'?"),
    "unknown key of a field": (edit_case("initial", "inital"), "toy.toml: [fields.warming] has an unknown key 'inital'; did you mean 'initial'?"),
    "unknown table": (edit_case("[random]", "[randon]"), "toy.toml: unknown key 'randon'; did you mean 'random'?"),
    "unknown field to compare": (edit_case("{ after = 2,", '{ fields = ["warning"], after = 2,'),
                                 "'warning' is no field; did you mean 'warming'?"),
    "unknown procedure": (edit_case("toy.advance", "toy.advanced"), "'toy.toy' has no 'advanced'; did you mean 'advance'?"),
    "unknown dtype": (edit_case("int32", "integer"), "[fields.layers] dtype: 'integer' is not known"),
    "negative tolerance": (edit_case("relative = 1e-13", "relative = -1"), "[fields.warming] tolerance relative: must be finite and not negative"),
    "wrong type": (edit_case("dt = 0.1", "dt = [1]"), "[parameters] dt: must be a number"),
    "no TOML": (edit_case("[archive]", "[archive"), "toy.toml: no valid TOML"),
    "savepoint is missing": (edit_case('savepoint = "in"', 'savepoint = "im"'), "toy.npz: no savepoint 'im'; did you mean 'in'?"),
    "meta-information is missing": (edit_case("step = 2 }", "step = 3 }"), "no savepoint out[step=3]; did you mean 'out[step=2]'?"),
    "field is missing": (drop("in/t"), "[fields.t] has no 'initial' value and savepoint in of"),
    "archive is missing": (lambda files: (files.folder / "toy.npz").unlink(), "toy.npz' as npz: No such file"),
    "archive is truncated": (truncate, "toy.npz' as npz"),
    "shape differs": (set_array("out[step=1]/t", np.zeros((3, 5))), "field 't' at out[step=1] has the shape (3, 5), the run has (n, nlev) = (3, 4)"),
    "shapes of the start disagree": (set_array("in/layers", np.zeros(5, "int32")), "makes nlev = 5; field 't' says 4"),
    "rank differs": (set_array("in/t", np.zeros(3)), "field 't' at in has the shape (3,), the case declares (n, nlev)"),
    "NaN in the reference": (set_array("out[step=1]/warming", np.array([1, 2, np.nan])),
                             "field 'warming' at out[step=1] has 1 values that are NaN or infinite, the first at (3)"),
    "kind differs": (edit_case('dtype = "int32"', 'dtype = "float64"'), "[fields.layers] dtype is float64, but toy.advance has int32"),
    "arguments are refused": (edit_case('args = ["dt", "t", "layers"]', 'args = ["dt", "t", "warming"]'), "toy.advance"),
}  # fmt: skip


@pytest.mark.parametrize("what", list(BAD_INPUT))
def test_bad_input_is_one_clear_error(toy, files, what):
    change, message = BAD_INPUT[what]
    change(files)
    with pytest.raises(isotach.VerifyError) as caught:
        isotach.verify(toy(), files.case)
    assert message in str(caught.value)


def test_random_sets_need_ranges_and_a_second_build(toy, files):
    with pytest.raises(isotach.VerifyError, match="random sets need a second build"):
        isotach.verify(toy(), files.case, random=1)
    files.replace("range = [200.0, 330.0]", "")
    with pytest.raises(isotach.VerifyError, match="random sets need a field with a 'range'"):
        isotach.verify(toy(), files.case, random=1, against=toy())


def test_errors_end_the_command_with_2(toy, files, command, tmp_path):
    broken = tmp_path / "broken.abi3.so"
    broken.write_bytes(b"no ELF")
    for arguments, message in [
        ((tmp_path / "none.so", files.case), "none.so': there is no such file"),
        ((broken, files.case), "cannot import"),
        (("no_such_module_here", files.case), "cannot import the module 'no_such_module_here'"),
        ((toy(), tmp_path / "none.toml"), "none.toml': No such file"),
        ((toy(), files.case, "--random", "-1"), "--random"),
        ((toy(), files.case, "--seed", "1"), "--seed is for random sets"),
        ((toy(), files.case, "--against", broken), "cannot import"),
        ((toy(), files.case, "--repeat", broken, "--against", toy()), "is no kept set"),
    ]:
        done = command(*arguments, cwd=tmp_path)
        assert done.returncode == 2, (arguments, done.stdout, done.stderr)
        assert message in done.stderr and "Traceback" not in done.stderr
        assert done.stderr.count("error:") == 1


# Modules that misbehave ---------------------------------------------------------------------------


def test_stop_in_fortran_is_no_success(toy, files, command):
    done = command(toy("STOPS"), files.case, "--junit", files.folder / "junit.xml")
    assert done.returncode == 1
    assert "raised in run 1, step 1: FortranStop" in done.stderr + done.stdout
    assert ElementTree.parse(files.folder / "junit.xml").getroot().find(".//error") is not None


def test_an_end_of_the_process_is_no_success(files, command, tmp_path):
    (tmp_path / "toy.py").write_text("import os\nclass toy:\n    advance = lambda *a: os._exit(0)\n")
    done = command(tmp_path / "toy.py", files.case)
    assert done.returncode == 1
    assert "the process ended itself with status 0 (STOP?) in toy.advance" in done.stderr
    assert "run 1, step 1" in done.stderr


def test_a_crash_is_told_with_its_call(files, command, tmp_path):
    (tmp_path / "toy.py").write_text(
        "import os, signal\nclass toy:\n    advance = lambda *a: os.kill(os.getpid(), signal.SIGSEGV)\n"
    )
    done = command(tmp_path / "toy.py", files.case)
    assert done.returncode == 1
    assert "ended by signal 11" in done.stderr and "toy.advance" in done.stderr


def test_a_procedure_that_raises_fails_the_run(toy, files):
    files.text += '[[finalize]]\ncall = "toy.fails"\n'
    files.write()
    report = isotach.verify(toy(), files.case)
    assert not report.passed and not report.comparisons
    assert "RuntimeError: the toy is broken" in report.failures[0].message
    assert "FAIL: 1 run ended early" in report.text()


# Random sets --------------------------------------------------------------------------------------


def test_random_sets_repeat_by_seed(toy, files):
    first = isotach.verify(toy("BUG"), files.case, against=toy(), random=3, seed=5)
    second = isotach.verify(toy("BUG"), files.case, against=toy(), random=3, seed=5)
    other = isotach.verify(toy("BUG"), files.case, against=toy(), random=3, seed=6)
    values = [[c.result for c in report.sections[1].comparisons] for report in (first, second, other)]
    assert values[0] == values[1] != values[2]
    assert isotach.verify(toy(), files.case, against=toy("OTHER"), random=3).seed is not None


def test_a_failing_set_is_made_small_kept_and_repeated(toy, files, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    report = isotach.verify(toy("BUG"), files.case, against=toy(), random=4, seed=2, output=files.folder / "out")
    text = report.text()
    assert not report.passed and report.seed == 2
    assert "1 step; n = 1 of 6" in text
    (kept,) = (files.folder / "out").glob("*.npz")
    assert report.sections[1].files == [str(kept)]
    with np.load(kept) as file:
        assert file["start/t"].shape == (1, 4)
    (again,) = [line.strip() for line in text.splitlines() if "--repeat" in line]
    assert again.startswith("isotach verify ") and again.endswith(f"--against {toy()} --repeat {kept}")
    repeated = isotach.verify(toy("BUG"), files.case, against=toy(), repeat=kept)
    assert not repeated.passed and "t(1,2)" in repeated.text()
    assert isotach.verify(toy(), files.case, against=toy("OTHER"), repeat=kept).passed


def test_draws_stay_inside_their_ranges():
    from isotach._verify.case import Extent, Field
    from isotach._verify.sets import draw

    random = np.random.default_rng(3)
    dims = (Extent("n", 0), Extent("nlev", 1))
    for scale, smooth, dtype in (
        ("linear", "", "float64"),
        ("log", "nlev", "float32"),
        ("linear", "n", "float64"),
        ("linear", "", "int32"),
    ):
        spec = Field("x", dims, dtype=dtype, range=(2.0, 5.0), scale=scale, smooth=smooth)
        values = draw(spec, (7, 11), random)
        assert values.dtype == dtype and values.flags.f_contiguous
        assert values.min() >= 2 and values.max() <= 5 and np.ptp(values) > 1
    steps = np.abs(np.diff(draw(Field("x", dims, range=(0.0, 1.0), smooth="nlev"), (50, 101), random), axis=1))
    assert steps.max() < 0.06


def test_bounds_are_checked_on_what_the_module_gives(toy, files):
    files.replace('units = "K"', 'units = "K"\nbounds = [250.0, 305.0]')
    report = isotach.verify(toy(), files.case)
    failed = [c for c in report.comparisons if not c.passed]
    assert [c.field for c in failed] == ["t", "t"]
    assert "outside its bounds 250 to 305" in report.text()


# Other archives -----------------------------------------------------------------------------------


@pytest.mark.parametrize("layout", ["a file each", "groups"])
def test_netcdf_archives(toy, files, layout):
    netcdf = pytest.importorskip("netCDF4")
    (files.folder / "nc").mkdir()
    whole = netcdf.Dataset(files.folder / "all.nc", "w") if layout == "groups" else None
    for number, name in enumerate(("in", "out[step=1]", "out[step=2]")):
        root = whole.createGroup(f"g{number}") if whole else netcdf.Dataset(files.folder / "nc" / f"{number}.nc", "w")
        root.savepoint = name.split("[")[0]
        if number:
            root.step = number
        root.createDimension("n", 3)
        root.createDimension("nlev", 4)
        for key, values in files.arrays.items():
            if key.startswith(name + "/"):
                field = key.split("/")[1]
                dims = {"t": ("nlev", "n"), "warming": ("n",), "layers": ("nlev",)}[field]
                root.createVariable(field, values.dtype, dims)[...] = values.T
        if not whole:
            root.close()
    if whole:
        whole.close()
    files.replace('kind = "npz"\npath = "toy.npz"', f'kind = "netcdf"\npath = "{"all.nc" if whole else "nc"}"')
    report = isotach.verify(toy(), files.case)
    assert report.passed and len(report.comparisons) == 6
    (files.folder / "all.nc").write_bytes(b"CDF")
    files.replace(f'path = "{"all.nc" if whole else "nc"}"', 'path = "all.nc"')
    with pytest.raises(isotach.VerifyError, match="as NetCDF"):
        isotach.verify(toy(), files.case)


# The native program -------------------------------------------------------------------------------


def test_the_program_starts_the_interpreter_of_its_install(toy, files, command):
    program = isotach.binary()
    done = subprocess.run([program, "verify", toy(), files.case], capture_output=True, text=True, cwd=files.folder)
    assert done.returncode == 0 and "PASS" in done.stdout, done.stdout + done.stderr
    done = subprocess.run([program, "verify", "--help"], capture_output=True, text=True)
    assert done.returncode == 0 and "isotach verify turb.abi3.so case.toml" in done.stdout
    environment = {**os.environ, "ISOTACH_PYTHON": "/nonexistent/python3"}
    done = subprocess.run([program, "verify", toy(), files.case], capture_output=True, text=True, env=environment)
    assert done.returncode == 2 and "[PythonMissing]" in done.stderr
