"""Importing a module leaves the arithmetic of the process as it is; `isotach check` says of foreign ones that do not."""

import json
import os
import pathlib
import platform
import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(
    platform.machine() != "x86_64", reason="needs hardware of the registers looked at: x86-64"
)
HALVE = """\
subroutine halve(x)
  real(8), intent(inout) :: x(:)
  x = x/2
end subroutine
"""
STATE = """\
unsigned mxcsr(void) { return __builtin_ia32_stmxcsr(); }
unsigned control(void) { unsigned short word; __asm__("fnstcw %0" : "=m"(word)); return word; }
"""
# Prints both registers before and after the import, and what NumPy then makes of the smallest number.
LOOK = """\
import ctypes, importlib, sys
import numpy as np
state = ctypes.CDLL(sys.argv[1])
flags = 0x3f  # say what happened, not how to compute
def registers(): return state.mxcsr() & ~flags, state.control()
before = registers()
module = importlib.import_module(sys.argv[2])
x = np.array([1.0, 2.0])
module.halve(x)
assert list(x) == [0.5, 1.0]
small = np.array([5e-324, 1e-310])
eps = np.array([1], np.longdouble)
print(registers() == before, (small * 1.0 == 0).tolist(), bool((eps + 2.0**-63 != eps)[0]), x.size)
"""


def run(*words, folder, **variables):
    environment = {key: value for key, value in os.environ.items() if key not in ("FFLAGS", "LDFLAGS", "FC", "CC")}
    return subprocess.run(list(map(str, words)), cwd=folder, capture_output=True, text=True,
                          env=environment | variables)  # fmt: skip


def isotach(*words, folder, **variables):
    return run(os.environ.get("ISOTACH_BINARY", "isotach"), *words, folder=folder, **variables)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("arithmetic")
    (folder / "halve.f90").write_text(HALVE)
    (folder / "state.c").write_text(STATE)
    assert run("gcc", "-O1", "-shared", "-fPIC", "state.c", "-o", "state.so", folder=folder).returncode == 0
    return folder


def look(folder, name):
    return run(sys.executable, "-c", LOOK, folder / "state.so", name, folder=folder)


@pytest.mark.parametrize("number, arguments, variables", [
    (0, ["--fflags=-Ofast"], {}),
    (1, ["--fflags=-ffast-math"], {}),
    (2, ["--fflags=-O3 -funsafe-math-optimizations"], {}),
    (3, ["--fflags=-mpc32"], {}),
    (4, ["--fflags=-mpc64 -Ofast -fopenmp"], {}),
    (5, ["--ldflags=-Ofast"], {}),
    (6, ["--fflags=-Ofast -flto", "--ldflags=-flto -ffast-math"], {}),
    (7, [], {"FFLAGS": "-Ofast", "LDFLAGS": "-Ofast"}),
    (8, [], {"FC": "gfortran -Ofast"}),
    (9, ["--fflags=-O2 -march=native -fcheck=all -ffpe-trap=zero"], {}),
    (10, [], {}),
])  # fmt: skip
def test_an_import_leaves_the_registers_as_they_are(folder, number, arguments, variables):
    name = f"halve{number}"
    done = isotach("build", "halve.f90", "-m", name, *arguments, folder=folder, **variables)
    assert done.returncode == 0, done.stderr
    done = look(folder, name)
    assert done.stdout == "True [False, False] True 2\n", done.stdout + done.stderr
    verdict = json.loads(isotach("check", "--json", f"{name}.abi3.so", folder=folder).stdout)["files"][0]
    assert verdict["arithmetic"] == []


def test_the_compilation_keeps_the_option(folder):
    done = isotach("build", "halve.f90", "-m", "seen", "--fflags=-Ofast", "-v", folder=folder)
    compile_line = next(line for line in done.stderr.splitlines() if " -c halve.f90 " in line)
    link_line = next(line for line in done.stderr.splitlines() if " -shared " in line)
    assert " -Ofast " in compile_line and " -Ofast " not in link_line and " -O3 " in link_line


def foreign(folder, name, *flags):
    assert run("gfortran", "-fPIC", "halve.f90", *flags, "-o", name, folder=folder).returncode == 0
    return folder / name


@pytest.mark.parametrize("flags, finding", [
    (["-Ofast"], "makes subnormal numbers zero"),
    (["-ffast-math", "-s"], "makes subnormal numbers zero"),
    (["-mpc64"], "sets how many bits the x87 unit rounds to"),
    (["-mpc32", "-s"], "sets how many bits the x87 unit rounds to"),
])  # fmt: skip
def test_foreign_modules_that_change_it_are_told(folder, flags, finding):
    made = foreign(folder, "foreign.so", "-shared", *flags)
    if "crtfastmath.o" not in run("gfortran", "-###", "-shared", "-Ofast", "x.o", folder=folder).stderr:
        pytest.skip("needs hardware: this GCC links no start-up code into shared objects")
    done = isotach("check", "--allow-cpu", "--json", made, folder=folder)
    verdict = json.loads(done.stdout)["files"][0]
    assert (done.returncode, verdict["good"], len(verdict["arithmetic"])) == (1, False, 1)
    assert finding in verdict["arithmetic"][0]["what"]
    assert ("set_" in verdict["arithmetic"][0]["what"]) == ("-s" not in flags)
    state = run(sys.executable, "-c", "import ctypes, sys; s = ctypes.CDLL(sys.argv[1]); b = s.mxcsr(), s.control();"
                "ctypes.CDLL(sys.argv[2]); print((s.mxcsr(), s.control()) == b)", folder / "state.so", made,
                folder=folder)  # fmt: skip
    assert state.stdout == "False\n", "what is told is what happens"


@pytest.mark.parametrize("flags", [["-shared", "-O3"], ["-shared", "-O3", "-fopenmp", "-s"]])
def test_foreign_modules_that_leave_it_are_good(folder, flags):
    made = foreign(folder, "foreign.so", *flags)
    assert isotach("check", "--allow-cpu", made, folder=folder).returncode == 0


def test_a_program_may_choose_its_own_arithmetic(folder):
    (folder / "program.f90").write_text("print *, 1\nend\n")
    assert run("gfortran", "-Ofast", "program.f90", "-o", "program", folder=folder).returncode == 0
    assert isotach("check", "--allow-cpu", "program", folder=folder).returncode == 0


def test_what_words_do_not_show_is_found_in_the_file(folder):
    (folder / "options").write_text("-Ofast\n")
    done = isotach("build", "halve.f90", "-m", "hidden", "--ldflags=@options", folder=folder)
    assert done.returncode == 1 and "[ChangesArithmetic]" in done.stderr and "set_fast_math" in done.stderr
    assert not pathlib.Path(folder / "hidden.abi3.so").exists()
