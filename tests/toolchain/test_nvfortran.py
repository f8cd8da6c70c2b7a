"""What nvfortran would be told. A stand-in records its command lines; no such compiler was run."""

import json
import os
import pathlib
import re
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "cuda_fortran"
OPENACC = """\
module scaling
contains
  subroutine scale_field(n, x)
    integer, intent(in) :: n
    real(8), intent(inout) :: x(n)
    integer :: i
    !$acc parallel loop copy(x)
    do i = 1, n
      x(i) = 2*x(i)
    end do
  end subroutine
end module
"""


class Stand:
    """nvfortran's stand-in in a folder of its own, and the commands it was called with."""

    def __init__(self, folder):
        self.folder = folder
        self.log = folder / "nvfortran.log"
        program = folder / "bin" / "nvfortran"
        program.parent.mkdir()
        program.write_text(
            f'#!/bin/sh\nexec {sys.executable} {ROOT / "tests" / "toolchain" / "nvfortran_stand_in.py"} "$@"\n'
        )
        program.chmod(0o755)
        self.environment = {key: value for key, value in os.environ.items()
                            if key not in ("FC", "CC", "FFLAGS", "CFLAGS", "CPPFLAGS", "LDFLAGS")}  # fmt: skip
        self.environment |= {"PATH": f"{program.parent}:{os.environ['PATH']}", "NVFORTRAN_LOG": str(self.log)}

    def build(self, *arguments, environment=None):
        return subprocess.run(
            [os.environ.get("ISOTACH_BINARY", "isotach"), "build", *map(str, arguments), "--keep", self.folder / "keep",
             "-o", self.folder], capture_output=True, text=True, cwd=self.folder,
            env=self.environment | (environment or {}))  # fmt: skip

    def commands(self):
        """What was called, with the places of this run named and objects' hashes left out."""
        lines = [json.loads(line) for line in self.log.read_text().splitlines()] if self.log.exists() else []
        return [["nvfortran", *words] for words in lines]

    def plain(self, commands):
        text = "".join(" ".join(words) + "\n" for words in commands)
        text = re.sub(r"-[0-9a-f]{8}\.o\b", ".o", text)
        for path, name in ((self.folder / "keep", "<keep>"), (EXAMPLE, "<here>"), (self.folder, "<folder>")):
            text = text.replace(str(path), name)
        return text


@pytest.fixture
def stand(tmp_path):
    return Stand(tmp_path)


def test_the_example_in_cuda_fortran_is_compiled_as_its_golden_commands_say(stand):
    done = stand.build(EXAMPLE / "cuda_fortran.cuf", "-m", "cuda_fortran", "--compiler", "nvfortran")
    assert done.returncode == 0, done.stderr
    assert stand.plain(stand.commands()) == (ROOT / "tests" / "toolchain" / "nvfortran_commands.txt").read_text()
    assert "gpu-ready for cubin sm_80" in done.stdout


def test_openacc_reaches_every_compilation_and_the_link(stand):
    (stand.folder / "scaling.F90").write_text(OPENACC)
    done = stand.build("scaling.F90", "-m", "scaling", "--compiler", "nvfortran", "--target", "auto", "--fixed-columns",
                       "132", "-DWP=8", "-I.", "--fflags=-gpu=cc70", "--ldflags=-Wl,-z,now", environment={"FFLAGS": "-O2"})  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "the target is openacc: 'scaling.F90' has OpenACC directives, and 'nvfortran' compiles" in done.stderr
    user, shim, link = [text.split() for text in stand.plain(stand.commands()).splitlines()]
    kind = ["-O3", "-Kieee", "-fPIC", "-acc", "-gpu=cc80,cc90", "-O2", "-gpu=cc70"]
    assert user == ["nvfortran", *kind, "-Mpreprocess", "-Mextend", "-DWP=8", "-I.", "-module", "<keep>/modules", "-c",
                    "scaling.F90", "-o", "<keep>/objects/scaling.o"]  # fmt: skip
    assert shim[1 : 1 + len(kind)] == kind
    assert link[:2] == ["nvfortran", "-shared"] and link[2 : 2 + len(kind)] == kind
    assert link.index("-Wl,-z,now") < link.index("-o")
    assert "-Minfo" not in " ".join(user + shim + link)


def test_optimisation_gives_way_where_flags_replace(stand):
    (stand.folder / "scaling.f90").write_text(OPENACC)
    done = stand.build("scaling.f90", "-m", "scaling", environment={
        "FC": "nvfortran", "FFLAGS": "-O1", "NPY_DISTUTILS_APPEND_FLAGS": "0"})  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert stand.commands()[0][1:4] == ["-fPIC", "-O1", "-module"]
    assert not any("-acc" in words for words in stand.commands())


def test_its_messages_stand_at_the_users_line(stand):
    (stand.folder / "scaling.f90").write_text(OPENACC.replace("x(i) = 2*x(i)", "x(i) = 2*x(i) ! syntax error here"))
    done = stand.build("scaling.f90", "-m", "scaling", "--compiler", "nvfortran")
    assert done.returncode == 1
    assert "scaling.f90:9" in done.stderr and "Syntax error at or near identifier error" in done.stderr
    assert done.stderr.count("error:") == 1


@pytest.mark.parametrize("name, options, problem", [
    ("scaling.x90", [], "it takes '.x90' for a file of the linker"),
    ("scaling.f90", ["--fixed-columns", "100"], "its fixed-form lines end at column 72 or 132, not 100"),
])  # fmt: skip
def test_what_it_cannot_compile_is_said_before_it_runs(stand, name, options, problem):
    (stand.folder / name).write_text(OPENACC)
    done = stand.build(name, "-m", "scaling", "--compiler", "nvfortran", *options)
    assert done.returncode == 1
    assert problem in done.stderr
    assert stand.commands() == []


def test_cuda_fortran_needs_it(stand):
    done = stand.build(EXAMPLE / "cuda_fortran.cuf", "-m", "cuda_fortran", "--compiler", "gfortran")
    assert done.returncode == 1
    assert "'gfortran' cannot compile this: it is CUDA Fortran" in done.stderr
    assert "--compiler nvfortran" in done.stderr


@pytest.mark.parametrize("options, taken", [([], True), (["-DUSE_CUDA"], False)])
def test_cuda_fortran_that_is_not_compiled_needs_nothing(stand, options, taken):
    """In a branch of #if that is not taken; and a !$cuf line is a comment to who was not asked for it."""
    (stand.folder / "double.F90").write_text(
        "subroutine double(x)\n  real(8), intent(inout) :: x(3)\n  integer :: i\n#ifdef USE_CUDA\n"
        "  attributes(device) :: x\n#endif\n!$cuf kernel do <<< *, * >>>\n  do i = 1, 3\n    x(i) = 2*x(i)\n"
        "  end do\nend subroutine\n"
    )
    done = stand.build("double.F90", "-m", "double_py", "--compiler", "gfortran", *options)
    assert (done.returncode == 0) == taken, done.stderr
    assert ("double.F90:5:3: error: 'gfortran' cannot compile this: it is CUDA Fortran" in done.stderr) != taken


def test_a_kernel_cannot_be_called_from_python(stand):
    source = (
        (EXAMPLE / "cuda_fortran.cuf").read_text().replace("public :: diffuse\n", "public :: diffuse, diffuse_column\n")
    )
    (stand.folder / "all.cuf").write_text(source)
    done = stand.build("all.cuf", "-m", "all", "--compiler", "nvfortran")
    assert done.returncode == 0, done.stderr
    assert "'cuda_fortran.diffuse_column' is left out: it is a CUDA kernel" in done.stderr
    done = stand.build("all.cuf", "-m", "all", "--compiler", "nvfortran", "--only", "diffuse_column")
    assert done.returncode == 1
    assert "is a CUDA kernel" in done.stderr
