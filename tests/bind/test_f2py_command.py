"""isotach f2py: what a module made by f2py's command line does, and signature files that numpy.f2py reads too."""

import importlib.util
import re
import subprocess
import sys

import numpy as np
import pytest
from isotach._binary import binary

SIGNATURES = """
python module whole
  interface
    subroutine Hidden(job, k)
      character, intent(hide) :: job = 'g'
      integer, intent(out) :: k
    end subroutine Hidden
    subroutine chosen(c, text, n, k)
      character, check(*c == 'N' || *c == 'T') :: c = 'T'
      character*8, check(*text != ' ') :: text
      integer, intent(hide), depend(c) :: n = (*c == 'N' ? 1 : (int)(7.9/2))
      integer, intent(out) :: k
    end subroutine chosen
    subroutine stamp(text)
      character*8, intent(inout) :: text
    end subroutine stamp
    subroutine scaled(n, factor, x)
      integer, intent(in) :: n
      real(kind=dp), intent(c) :: factor
      real(kind=dp), dimension(n), depend(n), intent(in,out,copy) :: x
      intent(c) scaled
    end subroutine scaled
    subroutine lost(n)
      integer, check(mystery(n)) :: n
    end subroutine lost
  end interface
end python module whole
"""
FORTRAN = """
      subroutine hidden(job, k)
      character job
      integer k
      k = ichar(job)
      end
      subroutine chosen(c, text, n, k)
      character c
      character*8 text
      integer n, k
      k = 1000*n + ichar(c) + len_trim(text)
      end
      subroutine stamp(text)
      character*8 text
      text(2:3) = 'XY'
      end
"""
C = "void scaled(int *n, double factor, double *x) { for (int i = 0; i < *n; i++) x[i] *= factor; }\n"


def run(words, folder):
    done = subprocess.run([str(word) for word in words], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def work(tmp_path_factory):
    folder = tmp_path_factory.mktemp("f2py_command")
    (folder / "whole.pyf").write_text(SIGNATURES)
    (folder / "whole.f").write_text(FORTRAN)
    (folder / "scaled.c").write_text(C)
    (folder / ".f2py_f2cmap").write_text("dict(real=dict(dp='double'))")
    run(["gcc", "-fPIC", "-c", "scaled.c"], folder)
    return folder


@pytest.fixture(scope="module")
def whole(work):
    said = run([binary(), "f2py", "-c", "whole.pyf", "whole.f", "scaled.o", "--build-dir", "build"], work)
    assert "warning: this statement cannot be followed, so 'lost' is not wrapped" in said
    spec = importlib.util.spec_from_file_location("whole", work / "whole.abi3.so")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_texts_have_their_defaults_also_when_they_are_hidden(whole):
    assert whole.hidden() == ord("g")
    assert whole.chosen("ab") == 3000 + ord("T") + 2
    assert whole.chosen("abc", "N") == 1000 + ord("N") + 3


def test_characters_are_checked(whole):
    with pytest.raises(whole.error, match=r"expected [*]c == 'N'"):
        whole.chosen("ab", "X")
    with pytest.raises(whole.error, match=r"expected [*]text != ' '"):
        whole.chosen("")


def test_text_is_changed_in_arrays_of_bytes(whole):
    buffer = np.zeros(512, "c")
    whole.stamp(buffer)
    assert buffer[:4].tobytes() == b"\0XY\0"
    text = np.array("abcdefgh", "S8")
    whole.stamp(text)
    assert text == b"aXYdefgh"
    with pytest.raises(ValueError, match="S8"):
        whole.stamp(np.array("abc", "S3"))


def test_functions_of_c_are_called_with_values(whole):
    np.testing.assert_array_equal(whole.scaled(2, 3.0, [1.0, 2.0]), [3.0, 6.0])


def test_what_modules_of_f2py_answer(whole):
    assert whole.__f2py_numpy_version__ == np.__version__
    assert not hasattr(whole, "lost")


def test_signature_files_are_read_by_numpy_f2py_too(work):
    run([binary(), "f2py", "-h", "again.pyf", "-m", "again", "whole.f"], work)
    run([sys.executable, "-m", "numpy.f2py", "again.pyf", "--quiet"], work)
    theirs = re.findall(r'static char doc_f2py_rout_\w+\[\] = "\\\n(.*?)\\n', (work / "againmodule.c").read_text())
    assert sorted(theirs) == ["chosen(c,text,n,k)", "hidden(job,k)", "stamp(text)"]
    run([binary(), "f2py", "again.pyf", "--build-dir", "ours"], work)
    ours = re.findall(r"^/\* \w+: (\w+\(.*\)) \*/$", (work / "ours" / "againmodule.c").read_text(), re.MULTILINE)
    assert sorted(line.replace(", ", ",") for line in ours) == sorted(theirs)
    (work / "again.pyf").write_text("")
    refused = subprocess.run(
        [binary(), "f2py", "-h", "again.pyf", "whole.f"], cwd=work, capture_output=True, text=True, check=False
    )
    assert refused.returncode == 1 and "--overwrite-signature" in refused.stderr


def test_c_sources_headers_and_libraries_are_taken(work):
    folder = work / "with_c"
    folder.mkdir()
    (folder / "half.c").write_text("double half_(const double *x) { return *x / 2; }\n")
    (folder / "mixed.f").write_text(
        "      subroutine s(x, y)\n      double precision x, y, half\n      external half\n      y = half(x)\n      end\n"
    )
    (folder / "mixed.pyf").write_text(
        "python module mixed\n  interface\n    subroutine s(x, y)\n"
        "      callstatement {x = floor(x); (*f2py_func)(&x, &y);}\n      callprotoargument double*,double*\n"
        "      double precision :: x\n      double precision, intent(out) :: y\n"
        "    end subroutine s\n  end interface\nend python module mixed\n"
    )
    words = [
        binary(),
        "f2py",
        "-c",
        "mixed.pyf",
        "mixed.f",
        "half.c",
        "-include<math.h>",
        "--link-lapack_opt",
        "--quiet",
    ]
    run(words, folder)
    [file] = folder.glob("mixed*.so")
    spec = importlib.util.spec_from_file_location("mixed", file)
    mixed = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(mixed)
    assert mixed.s(5.75) == 2.5
    mixed.s.units = "m"
    assert mixed.s.units == "m"


def test_names_keep_their_case_without_lower(work):
    folder = work / "spelled"
    folder.mkdir()
    (folder / "a.f90").write_text(
        "module consts\n  integer :: NMax = 3\ncontains\n  subroutine SetIt(NewMax)\n    integer, intent(in) :: NewMax\n"
        "    NMax = newmax\n  end subroutine\nend module\n"
    )
    for option, names in ([], ("NMax", "SetIt(NewMax)")), (["--lower"], ("nmax", "setit(newmax)")):
        run([binary(), "f2py", "-m", "spelled", "a.f90", *option], folder)
        text = (folder / "spelledmodule.c").read_text()
        assert all(name in text for name in names)
