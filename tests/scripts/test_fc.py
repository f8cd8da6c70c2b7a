"""isotach fc: a compiler that transforms what it compiles."""

import os
import subprocess

import pytest

ISOTACH = os.environ["ISOTACH_BINARY"]
SCRIPT = """\
from psyclone.psyir.nodes import Loop
from psyclone.transformations import OMPParallelLoopTrans
def trans(psyir):
    for loop in psyir.walk(Loop):
        OMPParallelLoopTrans().apply(loop)
"""
FILL = """\
module fill_mod
contains
  subroutine fill(x)
    real, intent(inout) :: x(:)
    integer :: i
#if defined(__GFORTRAN__) && defined(VALUE)
    do i = 1, size(x)
      x(i) = VALUE * i
    end do
#endif
  end subroutine fill
end module fill_mod
"""
PROGRAM = """\
program main
  use fill_mod
  real :: x(10)
  x = 0.0
  call fill(x)
  print '(f5.1)', sum(x)
end program main
"""
MAKEFILE = """\
prog: main.o fill.o
\t$(FC) $(FFLAGS) -o $@ $^
main.o: fill.o
%.o: %.F90
\t$(FC) $(FFLAGS) -c $<
%.o: %.f90
\t$(FC) $(FFLAGS) -c $<
"""


@pytest.fixture
def project(tmp_path):
    for name, text in (("omp.py", SCRIPT), ("fill.F90", FILL), ("main.f90", PROGRAM), ("Makefile", MAKEFILE)):
        (tmp_path / name).write_text(text)
    return tmp_path


def run(folder, *command, **variables):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PSYCLONE")}
    return subprocess.run(
        [str(word) for word in command], cwd=folder, capture_output=True, text=True, env=environment | variables
    )


@pytest.mark.parametrize("by_variables", [False, True])
def test_a_makefile_needs_another_compiler_alone(project, by_variables):
    script = f"-s {project}/omp.py"
    compiler = f"{ISOTACH} fc" if by_variables else f"{ISOTACH} fc {script} gfortran"
    variables = {"PSYCLONE_COMPILER": "gfortran", "PSYCLONE_OPTS": script} if by_variables else {}
    done = run(project, "make", f"FC={compiler}", "FFLAGS=-O1 -fopenmp -DVALUE=2.0", **variables)
    assert done.returncode == 0, done.stderr
    assert run(project, "./prog").stdout.split() == ["110.0"]
    fill = (project / "fill.isotach.f90").read_text()
    assert "!$omp parallel do" in fill and "x(i) = 2.0 * i" in fill


def test_files_that_are_left_out_and_several_at_once(project):
    done = run(
        project, ISOTACH, "fc", "-s", "omp.py", "--exclude", "main.f90", "gfortran", "-c", "fill.F90", "main.f90"
    )
    assert done.returncode == 0, done.stderr
    assert (project / "fill.o").exists() and (project / "main.o").exists()
    assert not (project / "main.isotach.f90").exists()
    done = run(project, ISOTACH, "fc", "-s", "omp.py", "gfortran", "-c", "fill.F90", "main.f90")
    assert done.returncode == 0 and (project / "main.isotach.f90").exists()
    variables = {"PSYCLONE_COMPILER": "gfortran", "PSYCLONEFC_EXCLUDE_FILES": "a.f90,main.f90"}
    (project / "main.isotach.f90").unlink()
    assert run(project, ISOTACH, "fc", "-c", "main.f90", **variables).returncode == 0
    assert not (project / "main.isotach.f90").exists()


def test_status_and_messages_are_the_compilers(project):
    (project / "main.f90").write_text(PROGRAM.replace("real :: x(10)", "real :: x(10)\n  integer :: y(:)"))
    run(project, ISOTACH, "fc", "gfortran", "-c", "fill.F90")
    done = run(project, ISOTACH, "fc", "gfortran", "-c", "main.f90")
    plain = run(project, "gfortran", "-c", "main.f90")
    assert done.returncode == plain.returncode != 0
    assert done.stderr.replace("main.isotach.f90", "main.f90") == plain.stderr
    missing = run(project, ISOTACH, "fc", "gfortran", "-c", "missing.F90")
    assert missing.returncode != 0 and "missing.F90" in missing.stderr
    asked = run(project, ISOTACH, "fc", "-s", "omp.py", "gfortran", "-print-file-name=libgomp.so")
    assert asked.stdout == run(project, "gfortran", "-print-file-name=libgomp.so").stdout


def test_what_is_not_transformed_is_not_compiled(project):
    (project / "omp.py").write_text("def trans(psyir):\n    raise ValueError('no')\n")
    done = run(project, ISOTACH, "fc", "-s", "omp.py", "gfortran", "-c", "main.f90")
    assert done.returncode == 1 and "ValueError" in done.stderr
    assert not (project / "main.o").exists()
