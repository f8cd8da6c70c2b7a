"""pytest's side of the test rules: golden files are tests; a skip in CI needs missing hardware, or no mirror, as reason;
what is built for several tests is built by one worker."""

import os
import tempfile

import fortran_compiler
import golden
import pytest

# The markers that allow a skip in CI; tools/run_tests.py has the first for ctest's labels.
HARDWARE = ("gpu", "mirror")
IN_CI = os.environ.get("CI", "").lower() in ("true", "1")


def pytest_addoption(parser):
    group = parser.getgroup("isotach", "generated Fortran")
    group.addoption("--compile", action="store_true", help="compile all generated code, not a sample of it")
    group.addoption("--f90", default="gfortran", help="the compiler (default: gfortran)")
    group.addoption("--f90flags", default="-fopenmp", help="its flags (default: -fopenmp)")


@pytest.fixture(scope="session")
def fortran(request):
    """The compiler of generated code."""
    with tempfile.TemporaryDirectory(prefix="isotach-modules-") as folder:
        options = request.config.option
        yield fortran_compiler.Compiler(options.f90, options.f90flags, fortran_compiler.pathlib.Path(folder))


class GoldenFile(pytest.File):
    def collect(self):
        yield GoldenItem.from_parent(self, name="golden")


class GoldenItem(pytest.Item):
    def runtest(self):
        problem = golden.compare(self.path)
        if problem:
            raise golden.GoldenError(problem)

    def repr_failure(self, excinfo):
        if isinstance(excinfo.value, golden.GoldenError):
            return str(excinfo.value)
        return super().repr_failure(excinfo)

    def reportinfo(self):
        return self.path, 0, str(self.path)


class OrphanItem(GoldenItem):
    """An expectation whose input is gone would rot unseen."""

    def runtest(self):
        raise golden.GoldenError(f"{self.path.name} has no input beside it")


class OrphanFile(pytest.File):
    def collect(self):
        yield OrphanItem.from_parent(self, name="golden")


def pytest_collect_file(file_path, parent):
    if golden.is_input(file_path):
        return GoldenFile.from_parent(parent, path=file_path)
    if file_path.suffix == ".expected" and not file_path.with_suffix("").exists():
        return OrphanFile.from_parent(parent, path=file_path)
    return None


def _shared_by(item) -> str | None:
    """Which tests share what a fixture of their module makes: those of the module, or of a parameter of the fixture."""
    callspec = getattr(item, "callspec", None)
    definitions = getattr(getattr(item, "_fixtureinfo", None), "name2fixturedefs", {})
    names = [name for name, found in definitions.items() if found[-1].scope == "module"]
    if not names:
        return None
    given = [str(callspec.params[name]) for name in sorted(names) if callspec and name in callspec.params]
    return "-".join([item.path.parent.name, item.path.stem, *given])


@pytest.hookimpl(hookwrapper=True)
def pytest_collection_modifyitems(items):
    """Groups are for workers (run_tests.py says --dist loadgroup). What takes long starts early: at the end of a run
    one worker would wait for the other's last test."""
    for item in items:
        shared = _shared_by(item)
        if shared and not item.get_closest_marker("xdist_group"):
            item.add_marker(pytest.mark.xdist_group(shared))
    yield
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def _refuse_skip(report, markers=()):
    if IN_CI and report.skipped and not any(marker in markers for marker in HARDWARE):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"skipped in CI, where only missing hardware is a reason: {reason}"


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    report = (yield).get_result()
    if not hasattr(report, "wasxfail"):
        _refuse_skip(report, [marker.name for marker in item.iter_markers()])


@pytest.hookimpl(hookwrapper=True)
def pytest_make_collect_report(collector):
    _refuse_skip((yield).get_result())
