"""Packages of PyPI that use f2py, built with numpy.f2py and with isotach, and their own tests run on both.

    python tools/f2py_packages.py [NAME ...] [--work DIR] [--json FILE]

Sources come from PyPI when this runs. In the copy that isotach builds, the builder's name is changed where the package's
build says `python -m numpy.f2py`, and nothing else; the package's own build system compiles what either writes. For
packages that are built by numpy.distutils, which has f2py inside, `lines` are the lines of f2py's command that do the
same, and both builders get them. The table says how many tests passed, how many procedures computed the same bits from
random arguments, what a call of these costs in the median, and of how many it costs more than with f2py
(f2py_results.py), the processor time of the build (of pip and all that it starts, which a busy machine changes little;
nothing is cached between the two builders), and names tests that passed with f2py alone, and procedures whose results differ.
"""

import argparse
import dataclasses
import json
import os
import pathlib
import re
import resource
import shutil
import statistics
import subprocess
import sys
import venv
import xml.etree.ElementTree

import f2py_results

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD_TOOLS = ["numpy==2.4.6", "meson-python", "scikit-build", "scikit-build-core", "cython", "pytest", "setuptools<60",
               "setuptools_scm", "wheel", "meson", "ninja"]  # fmt: skip


@dataclasses.dataclass
class Package:
    version: str
    has: str  # what it stands for, in the table
    tests: list[str]  # files or folders of the sdist, for pytest
    needs: list[str] = dataclasses.field(default_factory=list)  # for its tests
    package: str = ""  # the importable name
    lines: list[str] = dataclasses.field(default_factory=list)  # f2py command lines, in the folder of the package
    folder: str = ""  # where lines are run and the package lies
    options: list[str] = dataclasses.field(default_factory=list)  # pytest's


PACKAGES = {
    "slycot": Package("0.7.1", "F77, .pyf in five files, CMake", ["slycot/tests"], ["scipy"], "slycot"),
    "apexpy": Package("2.1.1", "F90, meson", ["apexpy/tests"], [], "apexpy"),
    "stripy": Package("2.3.3", "F77 and F90, five .pyf, meson", ["stripy/tests"], ["scipy"], "stripy"),
    "okada-wrapper": Package("24.6.15", "F77 with .pyf and COMMON, meson", ["test_okada.py"], ["matplotlib"]),
    "pdfo": Package("2.2.0", "F77 and modules, .pyf with callbacks, meson", ["python/pdfo/tests"], ["scipy"]),
    "pyslalib": Package("1.0.10", "F77, 191 procedures in a .pyf, meson", ["test"], ["unittest-xml-reporting"]),
    "pysurf96": Package("1.0.1", "F77, only:, CMake", ["tests"], []),
    "python-glmnet": Package("2.6.1", "F90, .pyf, meson", ["tests"], ["scikit-learn", "scipy", "pandas",
                             "pytest-lazy-fixtures"]),
    "capytaine": Package("3.0.0", "F90, OpenMP, meson", ["pytest"], ["scipy", "xarray", "pandas", "rich",
                         "joblib", "charset-normalizer"]),
    "telewavesim": Package("0.2.1", "F90 with !f2py lines, LAPACK", ["telewavesim/tests/test_routines.py",
                           "telewavesim/tests/test_utils.py"], ["obspy", "setuptools<60"], "telewavesim",
                           ["-c -m rmat_f ../src/rmat.f90 ../src/rmat_sub.f90 -llapack"], "telewavesim"),
}  # fmt: skip

RENAMED = [
    (re.compile(r"\[\s*(?:py|py3|python|py3_exe)\s*,\s*'-m'\s*,\s*'numpy\.f2py'"), "['isotach', 'f2py'"),
    (re.compile(r"(\b(?:py|py3)\s*,\s*)\[\s*'-m'\s*,\s*'numpy\.f2py'"), "'isotach', ['f2py'"),
    (re.compile(r"\b(?:py|py3)\s*,\s*'-m'\s*,\s*'numpy\.f2py'"), "'isotach', 'f2py'"),
    (re.compile(r'"?\$\{P(?:ython|YTHON)_EXECUTABLE\}"?\s+-m\s+numpy\.f2py'), "isotach f2py"),
    (re.compile(r"find_program\('f2py'\)"), "find_program('isotach')"),
]


def run(words, folder, environment, log: pathlib.Path, check=True) -> int:
    with log.open("a") as out:
        out.write(f"$ {' '.join(map(str, words))}\n")
        out.flush()
        done = subprocess.run([str(word) for word in words], cwd=folder, env=environment, stdout=out,
                              stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, check=False)  # fmt: skip
    if check and done.returncode:
        raise RuntimeError(f"{log}: exit status {done.returncode} of {' '.join(map(str, words))}")
    return done.returncode


class Workshop:
    """A folder with an environment of its own for builds and tests."""

    def __init__(self, work: pathlib.Path):
        self.work = work
        self.venv = work / "venv"
        self.python = self.venv / "bin" / "python"
        self.log = work / "setup.log"
        work.mkdir(parents=True, exist_ok=True)
        if not self.python.exists():
            venv.create(self.venv, with_pip=True)
        self.binary = pathlib.Path(os.environ.get("ISOTACH_BINARY", ROOT / "build/release/bin/isotach"))
        if not self.binary.exists():
            sys.exit(f"{self.binary} is not there: make build, or set ISOTACH_BINARY")
        names = work / "bin"
        names.mkdir(exist_ok=True)
        (names / "isotach").unlink(missing_ok=True)
        (names / "isotach").symlink_to(self.binary)
        self.environment = {**os.environ, "PATH": f"{self.venv / 'bin'}:{names}:{os.environ['PATH']}", "PYTHONUTF8": "1",
                            "LC_ALL": "C.UTF-8", "MPLBACKEND": "agg", "PYTHONNOUSERSITE": "1"}  # fmt: skip
        for name in ("PYTHONPATH", "FFLAGS", "CFLAGS", "LDFLAGS"):
            self.environment.pop(name, None)
        self.install(BUILD_TOOLS)

    def install(self, needs):
        stamp = self.work / "installed.json"
        known = json.loads(stamp.read_text()) if stamp.exists() else []
        missing = [need for need in needs if need not in known]
        if not missing:
            return
        run([self.python, "-m", "pip", "install", "-q", *BUILD_TOOLS, *missing], self.work, self.environment, self.log)
        stamp.write_text(json.dumps([*known, *missing]))

    def unpacked(self, name: str, package: Package) -> pathlib.Path:
        folder = self.work / "sdists" / name
        if not folder.exists():
            partial = folder.with_name(name + ".partial")
            shutil.rmtree(partial, ignore_errors=True)
            partial.mkdir(parents=True)
            run([self.python, "-m", "pip", "download", "-q", "--no-deps", "--no-binary", ":all:", "--no-build-isolation",
                 "-d", partial, f"{name}=={package.version}"], self.work, self.environment, self.log)  # fmt: skip
            [archive] = partial.iterdir()
            shutil.unpack_archive(archive, partial)
            archive.unlink()
            partial.rename(folder)
        [source] = folder.iterdir()
        return source


def rename_builder(source: pathlib.Path) -> int:
    """Writes isotach's name where the build says numpy.f2py; returns in how many files."""
    changed = 0
    for file in [*source.rglob("meson.build"), *source.rglob("CMakeLists.txt"), *source.rglob("*.cmake")]:
        before = text = file.read_text(encoding="utf-8")
        for pattern, name in RENAMED:
            text = pattern.sub(name, text)
        if text != before:
            file.write_text(text, encoding="utf-8")
            changed += 1
    return changed


def processor_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def build(shop: Workshop, name: str, package: Package, builder: str) -> tuple[pathlib.Path, pathlib.Path, float]:
    """Builds and installs; returns the folder to import from, the source's copy and the processor time taken."""
    place = shop.work / builder / name
    shutil.rmtree(place, ignore_errors=True)
    source, target = place / "source", place / "installed"
    shutil.copytree(shop.unpacked(name, package), source)
    log = place / "build.log"
    environment = {**shop.environment, "XDG_CACHE_HOME": str(place / "cache")}
    command = [shop.python, "-m", "numpy.f2py"] if builder == "f2py" else ["isotach", "f2py"]
    start = processor_seconds()
    if package.lines:
        shutil.copytree(source / package.folder, target / package.package)
        if (source / "src").exists():
            shutil.copytree(source / "src", target / "src")
        for line in package.lines:
            run([*command, *line.split()], target / package.package, environment, log)
    else:
        if builder == "isotach" and not rename_builder(source):
            raise RuntimeError(f"{name}: no build file says numpy.f2py")
        run([shop.python, "-m", "pip", "install", "-q", "--no-build-isolation", "--no-deps", "--target", target, source],
            place, environment, log)  # fmt: skip
    return target, source, processor_seconds() - start


def test(shop: Workshop, package: Package, target: pathlib.Path, source: pathlib.Path) -> dict[str, str]:
    """The outcome of each test, run apart from the sources."""
    place = target.parent / "tests"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    for item in package.tests:
        installed = target / item
        origin = installed if installed.exists() else source / item
        if installed.exists() and package.package:
            continue  # tests that are a part of the package are run where they are
        (shutil.copytree if origin.is_dir() else shutil.copy)(origin, place / origin.name)
    places = [target / item if (target / item).exists() and package.package else place / pathlib.Path(item).name
              for item in package.tests]  # fmt: skip
    report = place / "report.xml"
    environment = {**shop.environment, "PYTHONPATH": str(target)}
    run([shop.python, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junit-xml={report}", *package.options, *places],
        place, environment, target.parent / "tests.log", check=False)  # fmt: skip
    outcomes = {}
    for case in xml.etree.ElementTree.parse(report).iter("testcase"):
        kinds = {child.tag for child in case}
        outcome = "failed" if kinds & {"failure", "error"} else "skipped" if "skipped" in kinds else "passed"
        outcomes[f"{case.get('classname')}::{case.get('name')}"] = outcome
    return outcomes


def results(shop: Workshop, targets: dict[str, pathlib.Path]) -> dict:
    """The procedures of all extension modules, called with the same arguments; sums of f2py_results.compared()."""
    found: dict = {"procedures": 0, "computed": 0, "calls": 0, "different": [], "same": []}
    times = []
    own = {file.name.split(".")[0]: file for file in targets["isotach"].rglob("*.so")}
    for theirs in sorted(targets["f2py"].rglob("*.so")):
        name = theirs.name.split(".")[0]
        if b"_npy_f2py_ARRAY_API" not in theirs.read_bytes() and b"f2py" not in theirs.read_bytes():
            continue  # made by something else
        one = f2py_results.compared(shop.python, theirs, own[name], environment=shop.environment)
        found = {key: found[key] + one[key] for key in found}
        times += f2py_results.costs(shop.python, theirs, own[name], one["same"], environment=shop.environment).values()
    return {**found, "times": times}


def compare(shop: Workshop, name: str) -> dict:
    package = PACKAGES[name]
    row = {"name": name, "version": package.version, "has": package.has}
    shop.install(package.needs)
    targets = {}
    for builder in ("f2py", "isotach"):
        try:
            target, source, seconds = build(shop, name, package, builder)
            outcomes = test(shop, package, target, source)
            row[builder] = {
                "seconds": seconds,
                "passed": sum(o == "passed" for o in outcomes.values()),
                "all": outcomes,
            }
        except (RuntimeError, OSError, xml.etree.ElementTree.ParseError) as error:
            row[builder] = {"seconds": 0.0, "passed": 0, "all": {}, "error": str(error)}
        else:
            targets[builder] = target
    theirs, ours = row["f2py"]["all"], row["isotach"]["all"]
    row["results"] = results(shop, targets) if len(targets) == 2 else {}
    row["lost"] = [case for case, outcome in theirs.items() if outcome == "passed" and ours.get(case) != "passed"]
    return row


def shown(rows: list[dict]) -> str:
    lines = ["| package | has | tests passed with f2py | with isotach | procedures that computed | that gave the same | "
             "build with f2py | with isotach | a call with f2py | with isotach | calls that cost more |",
             "|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|"]  # fmt: skip
    for row in rows:
        cells = [f"{row['name']} {row['version']}", row["has"]]
        cells += ["not built" if "error" in row[b] else f"{row[b]['passed']} of {len(row[b]['all'])}"
                  for b in ("f2py", "isotach")]  # fmt: skip
        found = row["results"]
        cells += [f"{found['computed']} of {found['procedures']}",
                  f"{found['procedures'] - len(found['different'])} of {found['procedures']}"] if found else ["", ""]  # fmt: skip
        cells += [f"{row[b]['seconds']:.1f} s" for b in ("f2py", "isotach")]
        times = found.get("times")
        cells += [f"{statistics.median(time[k] for time in times):.0f} ns" if times else "" for k in (0, 1)]
        cells += [f"{sum(own > theirs for theirs, own in times)} of {len(times)}" if times else ""]
        lines.append(f"| {' | '.join(cells)} |")
    for row in rows:
        lines += [f"{row['name']}: {row[b]['error']}" for b in ("f2py", "isotach") if "error" in row[b]]
        lines += [f"{row['name']}: passes with f2py alone: {case}" for case in row["lost"]]
        lines += [f"{row['name']}: other results: {text}" for text in row["results"].get("different", [])]
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help="packages (default: all)")
    parser.add_argument("--work", type=pathlib.Path, default=pathlib.Path.home() / ".cache/isotach/f2py_packages")
    parser.add_argument("--json", type=pathlib.Path, help="write the rows here too")
    options = parser.parse_args()
    unknown = [name for name in options.names if name not in PACKAGES]
    if unknown:
        parser.error(f"{', '.join(unknown)}: not among {', '.join(PACKAGES)}")
    shop = Workshop(options.work.resolve())
    rows = []
    for name in options.names or PACKAGES:
        rows.append(compare(shop, name))
        print(shown(rows[-1:]).split("\n", 2)[2], file=sys.stderr, flush=True)
    print(shown(rows))
    if options.json:
        options.json.write_text(json.dumps(rows))
    good = all(not row["lost"] and row["results"] and not row["results"]["different"] for row in rows)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
