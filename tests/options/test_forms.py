"""Options for source form and for lines that begin with !$: what Python sees is what the compiler compiled."""

import os
import subprocess

import isotach
import numpy as np
import pytest

LONG = "      DOUBLE PRECISION A(N), S".ljust(72) + " , T\n"
SUMS = f"""\
      SUBROUTINE SUMS(A, N, S, T)
      INTEGER N
{LONG}CF2PY INTENT(IN) A
CF2PY INTENT(OUT) S, T
      S = SUM(A)
      T = 2*S
      END
"""
DEBUG = """\
      SUBROUTINE DEBUG(I, R)
      INTEGER I
D     DOUBLE PRECISION R
CF2PY INTENT(OUT) R
      R = I/2
D     R = I/2.0D0
      END
"""
OPENMP = """\
subroutine plus_one(n, k)
  integer, intent(in) :: n
  integer, intent(out) :: k(n &
!$ + 1 &
    )
  k = 7
end subroutine
"""
MACRO = """\
subroutine sized(k)
  integer, intent(out) :: k(N)
  integer, parameter :: M = 2
  k = M
end subroutine
"""
DOLLAR = "integer function a$b()\n  a$b = 5\nend function\n"


def built(tmp_path, name, text, module, **options):
    source = tmp_path / name
    source.write_text(text)
    return isotach.build(source, module, **options)


@pytest.mark.parametrize("columns", ["none", "0", "132", "80"])
def test_lines_of_fixed_form_end_where_the_option_says(columns, tmp_path, monkeypatch):
    monkeypatch.setenv("FFLAGS", f"-O0 -std=legacy -ffixed-line-length-{columns}")
    module = built(tmp_path, "sums.f", SUMS, "form_of_sums")
    assert module.sums(np.array([1.0, 2.0])) == (3.0, 6.0)


def test_without_the_option_the_end_of_the_line_is_a_comment(tmp_path):
    module = built(tmp_path, "sums.f", SUMS, "form_of_sums", fflags="-O0 -std=legacy")
    assert module.sums(np.array([1.0, 2.0])) == (3.0, 6.0)  # T is REAL, and 6.0 is one


def test_lines_with_a_d(tmp_path):
    module = built(tmp_path, "debug.f", DEBUG, "form_of_debug", fflags="-O0 -fd-lines-as-code")
    assert module.debug(3) == 1.5
    module = built(tmp_path, "debug.f", DEBUG, "form_of_debug", fflags="-O0 -fd-lines-as-comments")
    assert module.debug(3) == 1


def test_form_against_the_suffix(tmp_path):
    fixed = "".join(line[:72].rstrip() + "\n" for line in DEBUG.replace("\nD ", "\n  ").splitlines())
    assert built(tmp_path, "debug.f90", fixed, "form_fixed", fflags="-O0 -ffixed-form").debug(3) == 1.5
    module = built(tmp_path, "plus_one.f", OPENMP, "form_free", fflags="-O0 -ffree-form -ffree-line-length-90")
    assert module.plus_one(2).tolist() == [7, 7]


@pytest.mark.parametrize(("option", "size"), [("-fopenmp", 3), ("-fopenmp-simd", 3), ("-fopenacc", 2),
                                              ("-fopenmp -fno-openmp", 2)])  # fmt: skip
def test_conditional_lines(option, size, tmp_path):
    module = built(tmp_path, "plus_one.f90", OPENMP, "form_of_openmp", fflags=f"-O0 {option}")
    assert module.plus_one(2).tolist() == [7] * size


def test_macros_count_where_the_compiler_expands_them(tmp_path, monkeypatch):
    monkeypatch.setenv("F90FLAGS", "-DN=4")
    assert built(tmp_path, "sized.f90", MACRO, "macros_cpp", fflags="-O0 -cpp").sized().tolist() == [2] * 4
    module = built(
        tmp_path, "sized.F90", MACRO.replace("M = 2", "M = TWO"), "macros_suffix", compiler="gfortran -DTWO=2"
    )
    assert module.sized().tolist() == [2] * 4
    # Without -cpp the name is a variable, not a macro: N of a source that is not preprocessed.
    text = MACRO.replace("k)\n", "N, k)\n  integer, intent(in) :: N\n", 1)
    assert built(tmp_path, "sized.f90", text, "macros_none", fflags="-O0").sized(3).tolist() == [2] * 3


def test_nocpp_is_refused_where_it_would_matter(tmp_path):
    source = tmp_path / "sized.F90"
    source.write_text(MACRO)
    done = subprocess.run([os.environ.get("ISOTACH_BINARY", "isotach"), "build", source, "-m", "nocpp",
                           "--fflags=-nocpp"], cwd=tmp_path, capture_output=True, text=True)  # fmt: skip
    assert done.returncode == 1 and "'-nocpp'" in done.stderr and "OptionNotFollowed" in done.stderr


def test_names_with_a_dollar(tmp_path):
    module = built(tmp_path, "dollar.f90", DOLLAR, "form_of_dollar", fflags="-O0 -fdollar-ok")
    assert [getattr(module, name)() for name in dir(module) if name.startswith("a")] == [5]


def test_parse_reads_with_the_options_of_any_compiler(tmp_path):
    source = tmp_path / "sums.f"
    source.write_text(SUMS)

    def symbols(options):
        return subprocess.run([os.environ.get("ISOTACH_BINARY", "isotach"), "parse", "--dump=symbols",
                               f"--fflags={options}", source], capture_output=True, text=True)  # fmt: skip

    for options in ("-O2 -ffixed-line-length-none", "-fast -Mextend", "-O3 -132 -xHost"):
        assert symbols(options).stdout.count("REAL(8)") == 3, options
    for options, kind in {"-i8": 8, "-integer-size 64": 8, "-fdefault-integer-8": 8, "-i4": 4, "-O2": 4}.items():
        assert f"INTEGER({kind})" in symbols(options).stdout, options
    for options, kind in {"-r8": 8, "-real-size=64": 8, "-autodouble": 8, "-freal-4-real-8": 8, "-O2": 4}.items():
        assert f"REAL({kind})" in next(line for line in symbols(options).stdout.splitlines() if " t " in line), options
    wrong = symbols("-fdefault-real-12")
    assert wrong.returncode == 2 and "'-fdefault-real-12' cannot be followed" in wrong.stderr


OTHER_FREE = """\
subroutine scaled(x, y, &
    n)
  integer, intent(in) :: n
  real(8), intent(in) :: x(n)
  real(8), intent(out) :: y(n)
     #ifdef MINUS
  y = -2 * x /* no
     more */
     # else
  y = 2 * x
     #endif
end subroutine
"""
OTHER_FIXED = """\
c     fixed form, whatever the name says
      subroutine shifted(x, y, n)
      integer n
      real*8 x(n), y(n)
cf2py intent(out) y
      do 10 i = 1, n
         y(i) = 1 +
     1          x(i)
 10   continue
      end
"""


@pytest.mark.parametrize(("fflags", "factor"), [("-O0", 2), ("-O0 -DMINUS", -2)])
def test_files_of_the_form_that_their_name_does_not_say(fflags, factor, tmp_path, capfd):
    (tmp_path / "scaled.F").write_text(OTHER_FREE)
    (tmp_path / "shifted.f90").write_text(OTHER_FIXED)
    sources = [tmp_path / "scaled.F", tmp_path / "shifted.f90"]
    module = isotach.build(sources, "form_of_neither_name", fflags=fflags)
    x = np.arange(3.0)
    assert module.scaled(x).tolist() == (factor * x).tolist()
    assert module.shifted(x).tolist() == (1 + x).tolist()
