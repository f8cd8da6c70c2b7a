"""Options for kinds, in every role that a kind can have: numbers and bytes equal those of a program that gfortran makes
of the same sources with the same options. Kinds that NumPy does not have are left out, never taken for another."""

import os
import pathlib
import subprocess
import sys

import isotach
import numpy as np
import pytest
import sampling

FOLDER = pathlib.Path(__file__).parent / "fortran"
SOURCES = [FOLDER / "roles.f90", FOLDER / "outside.f90"]
ALWAYS = ["-freal-4-real-8", "-fdefault-real-8 -fdefault-double-8", "-fdefault-integer-8", "-freal-8-real-4"]
OTHERS = [
    "",
    "-fdefault-real-8",
    "-fdefault-real-10",
    "-fdefault-real-16",
    "-fdefault-double-8",
    "-finteger-4-integer-8",
    "-freal-4-real-10",
    "-freal-4-real-16",
    "-freal-8-real-10",
    "-freal-8-real-16",
    "-fdefault-real-8 -freal-8-real-4",
    "-freal-4-real-8 -freal-8-real-4",
    "-fdefault-integer-8 -freal-4-real-8",
    "-fdefault-real-8 -fno-default-real-8",
]
OPTIONS = ALWAYS + sampling.sample("options for kinds", OTHERS, 3)


def of_gfortran(options, folder):
    """What the program prints: bytes of the type and values, by name."""
    command = ["gfortran", "-O0", "-w", *options.split(), *SOURCES, FOLDER / "program.f90", "-o", "program"]
    subprocess.run(command, cwd=folder, check=True)
    lines = subprocess.run([folder / "program"], capture_output=True, text=True, check=True).stdout.splitlines()
    return {name: (int(size), values) for name, size, *values in map(str.split, lines)}


def of_python(module):
    """The same calls; what was left out is absent."""
    found = {}

    def take(name, value):
        found[name] = np.atleast_1d(value)

    roles = getattr(module, "roles", None)
    if hasattr(roles, "scalars"):
        for name, value in zip("bcdjm", roles.scalars(0.1, 3, True), strict=True):
            take(f"scalars.{name}", value)
    if hasattr(roles, "twice"):
        take("twice", roles.twice(np.array([0.1, 0.2, 0.3]).astype(roles.shared4.dtype)))
    if hasattr(roles, "change"):
        x = np.array([0.1, 0.2], dtype=dtype_of(roles, "wide"))
        take("change.z", roles.change(x))
        take("change.x", x)
    for name, argument in {"half": 0.1, "many": 3, "components": 0.1}.items():
        if hasattr(roles, name):
            take(name, getattr(roles, name)(argument))
    if hasattr(roles, "calls"):
        take("calls", roles.calls(lambda x: 2 * x, 0.1))
    if hasattr(module, "fill"):
        for name, value in zip(("x", "total"), module.fill(2), strict=True):
            take(f"fill.{name}", value)
        for name in ("c", "k", "d"):
            if hasattr(getattr(module, "block", None), name):
                take(f"block.{name}", getattr(module.block, name))
    if hasattr(module, "ratio"):
        take("ratio", module.ratio(0.1, 3))
    names = ("shared", "shared4", "wide", "counter", "counter4", "switch", "seventh", "third")
    for name in (*names, "of_comparison", "of_selected"):
        if hasattr(roles, name):
            take(name, getattr(roles, name))
    return found


def dtype_of(scope, name):
    """A variable takes 0.1 as its own kind does."""
    return np.float32 if getattr(scope, name) == float(np.float32(0.1)) else np.float64


@pytest.mark.parametrize("options", OPTIONS)
def test_numbers_equal_those_of_a_program(options, tmp_path, monkeypatch):
    monkeypatch.setenv("CFLAGS", "-O0")
    expected = of_gfortran(options, tmp_path)
    module = isotach.build(SOURCES, "kinds_of_roles", fflags=f"-O0 {options}")
    found = of_python(module)
    for name, values in found.items():
        size, texts = expected[name]
        numbers = [float(text) for text in texts]
        got = values.view(values.real.dtype).tolist() if values.dtype.kind == "c" else values.tolist()
        exact = [float(np.float32(number)) if single(size, values) else number for number in numbers]
        assert [float(value) for value in got] == exact, (name, options)
    too_wide = {"10", "16"} & set(options.replace("-", " ").split()) or options == "-fdefault-real-8"
    if not too_wide and "-fdefault-real-8 -freal" not in options:
        assert set(found) == set(expected)


def single(size, values):
    """Is it a REAL of 4 bytes? The program prints such a number in decimal, which a double does not hold exactly."""
    return values.dtype.kind in "fc" and size == (8 if values.dtype.kind == "c" else 4)


def test_arrays_have_the_dtype_of_the_option(monkeypatch):
    monkeypatch.setenv("FFLAGS", "-freal-4-real-8 -finteger-4-integer-8")
    module = isotach.build(SOURCES, "kinds_of_roles", fflags="-O0")
    assert module.roles.twice(np.arange(3.0)).dtype == np.float64
    assert module.roles.shared4.dtype == np.float64
    assert module.roles.twice(np.arange(2_000_000.0)).sum() == 2 * np.arange(2_000_000.0).sum()


def test_words_of_the_compiler_and_of_f90flags_count_too(monkeypatch):
    monkeypatch.setenv("F90FLAGS", "-freal-8-real-4")
    module = isotach.build(SOURCES, "kinds_of_roles", fflags="-O0", compiler="gfortran -freal-4-real-8")
    assert module.roles.twice(np.arange(3.0)).dtype == np.float64
    assert module.roles.wide == np.float32(0.1)


def binary():
    return os.environ.get("ISOTACH_BINARY", "isotach")


@pytest.mark.parametrize(
    ("option", "advice"),
    [
        ("-freal-4-real-12", "looks like an option for kinds"),
        ("-fdefault-integer-16", "looks like an option for kinds"),
        ("-ffixed-line-length-long", "looks like an option for kinds"),
        ("-fdec-include", "looks like an option for kinds"),
        ("-r8", "gfortran has -fdefault-real-8 -fdefault-double-8"),
        ("-Mextend", "gfortran has -ffixed-line-length-132"),
        ("-real-size 64", "gfortran has -fdefault-real-8 -fdefault-double-8"),
        ("-fshort-enums", "declare the enumerators as integer constants"),
        ("-fmodule-private", "write PRIVATE into the modules"),
        ("@options", "files of options are not read"),
    ],
)
def test_what_cannot_be_followed_is_refused_by_name(option, advice, tmp_path):
    done = subprocess.run([binary(), "build", *SOURCES, "-m", "refused", f"--fflags=-O2 {option}", "-o", tmp_path],
                          capture_output=True, text=True)  # fmt: skip
    assert done.returncode == 1
    assert f"'{option.split()[0]}'" in done.stderr and advice in done.stderr and "OptionNotFollowed" in done.stderr
    assert not list(tmp_path.iterdir())


def test_names_that_only_look_like_it_pass(tmp_path):
    source = tmp_path / "one.f90"
    source.write_text("integer function one()\n  one = 1\nend function\n")
    flags = "-O0 -frealloc-lhs -fno-realloc-lhs -finit-real=snan -finit-integer=3 -fdec -fdec-math -frecursive"
    assert isotach.build(source, "one_of_options", fflags=flags).one() == 1


def test_builds_of_one_source_with_other_options_do_not_meet(tmp_path):
    """They share a build folder: the second waits before it writes the first generated file."""
    source = tmp_path / "twice.f90"
    source.write_text("subroutine twice(x, y)\n  real, intent(in) :: x(:)\n  real, intent(out) :: y(size(x))\n"
                      "  y = 2*x\nend subroutine\n")  # fmt: skip
    options = ["-O0", "-fdefault-real-8", "-freal-4-real-8", "-O1"]
    running = []
    for number, option in enumerate(options * 2):
        command = [isotach.binary(), "build", source, "-m", "twice", f"--fflags={option}", "-o", tmp_path / str(number)]
        running.append(
            subprocess.Popen(list(map(str, command)), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        )
    for number, process in enumerate(running):
        output, _ = process.communicate()
        assert process.returncode == 0, output
        code = ("import numpy as np, sys; sys.path.insert(0, sys.argv[1]); import twice; "
                "y = twice.twice(np.array([1, 2, 3], sys.argv[2])); print(y.dtype.name, y.tolist())")  # fmt: skip
        dtype = "float64" if "real" in options[number % 4] else "float32"
        said = subprocess.run(
            [sys.executable, "-c", code, str(tmp_path / str(number)), dtype], capture_output=True, text=True
        )
        assert said.stdout == f"{dtype} [2.0, 4.0, 6.0]\n", said.stderr
