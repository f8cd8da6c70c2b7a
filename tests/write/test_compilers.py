"""What the writer writes is what compilers read: directives in every layout, and numpy.f2py's own test sources."""

import pathlib
import subprocess

import golden
import numpy
import pytest

NAMES = ", ".join(f"field_{i:02}" for i in range(30))
LONG = f"parallel loop gang vector collapse(2) copyin({NAMES}) private(i, j)"
DECLARATIONS = "integer :: i, j, n\nreal :: " + ", ".join(f"&\n  field_{i:02}(9, 9)" for i in range(30)) + "\n"
FREE = f"""program p
{DECLARATIONS}n = 9; do i = 1, n
  do j = 1, n
    field_01(i, j) = field_02(i, j)
  end do
end do; n = 1
end program
"""
FIXED_NAMES = "\n".join(f"      REAL field_{i:02}(9, 9)" for i in range(30))
FIXED = f"""      PROGRAM P
      INTEGER I, J, N
{FIXED_NAMES}
      N = 9; DO 10 I = 1, N
      DO 10 J = 1, N
   10 field_01(I, J) = field_02(I, J)
      END
"""


def isotach(*arguments):
    return subprocess.run([str(golden.binary()), *map(str, arguments)], capture_output=True, check=False)


def compile_it(path, *options):
    return subprocess.run(
        [
            "gfortran",
            "-fopenacc",
            "-fsyntax-only",
            "-Wall",
            "-Wno-unused",
            "-Wno-uninitialized",
            "-Werror",
            *options,
            str(path),
        ],
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(("name", "text"), [("free.f90", FREE), ("fixed.f", FIXED)])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_long_directives_compile(tmp_path, name, text, line_end):
    source, result = tmp_path / name, tmp_path / ("out_" + name)
    source.write_bytes(text.replace("\n", line_end).encode())
    line = 1 + next(i for i, content in enumerate(text.split("\n")) if "= 9; " in content)
    answer = isotach("write", source, "--insert-acc", line, "--directive", LONG, "--end", "-o", result)
    assert answer.returncode == 0, answer.stderr
    written = result.read_bytes().decode()
    assert written.lower().count("$acc") >= 4
    assert ("\r\n" in written) == (line_end == "\r\n")
    compiled = compile_it(result, "-std=legacy")
    assert compiled.returncode == 0, compiled.stderr + written


def test_openmp_at_a_shared_terminator_compiles(tmp_path):
    source = tmp_path / "shared.f"
    source.write_text(FIXED)
    line = 1 + next(i for i, content in enumerate(FIXED.split("\n")) if "= 9; " in content)
    answer = isotach("write", source, "--insert-omp", line, "--end", "--in-place")
    assert answer.returncode == 0, answer.stderr
    compiled = compile_it(source, "-fopenmp", "-std=legacy")
    assert compiled.returncode == 0, compiled.stderr + source.read_text()


@pytest.mark.parametrize("name", ["free.f90", "fixed.f"])
def test_git_applies_the_diff(tmp_path, name):
    source = tmp_path / name
    source.write_text(FREE if name == "free.f90" else FIXED)
    line = 1 + next(i for i, content in enumerate(source.read_text().split("\n")) if "= 9; " in content)
    command = [str(golden.binary()), "write", name, "--insert-acc", str(line), "--end"]
    written, difference = (
        subprocess.run(command + more, cwd=tmp_path, capture_output=True, check=True).stdout
        for more in ([], ["--diff"])
    )
    subprocess.run(["git", "apply", "-p1"], cwd=tmp_path, input=difference, check=True)
    assert source.read_bytes() == written


def f2py_sources():
    root = pathlib.Path(numpy.__file__).parent / "f2py" / "tests" / "src"
    return sorted(path for path in root.rglob("*") if path.suffix.lower() in (".f90", ".f", ".f95"))


def test_f2py_sources_come_out_as_they_are():
    sources = f2py_sources()
    assert len(sources) > 50
    for path in sources:
        assert isotach("write", path).stdout == path.read_bytes(), path
