"""Only files with procedures that may be under way twice are compiled for it, and what that puts on the stack is named."""

import os
import re
import subprocess
import sys

import isotach
import numpy as np
import pytest

# Nobody calls Python from here. Static storage holds the 40 MB that no stack does.
HEAVY = """\
module heavy
  implicit none
contains
  subroutine big(total)
    real(8), intent(out) :: total
    real(8) :: work(5000000)
    work = 1
    call add(work, total)
  end subroutine
  subroutine add(work, total)
    real(8), intent(in) :: work(:)
    real(8), intent(out) :: total
    total = sum(work)
  end subroutine
end module
"""
CALLS = """\
module calls
  implicit none
contains
  subroutine apply(f, total)
    interface
      real(8) function f(x)
        real(8), intent(in) :: x
      end function
    end interface
    real(8), intent(out) :: total
    total = f(2d0)
  end subroutine
end module
"""


def build(folder, files, *options):
    """The files that are compiled for reentry, by their names without suffix, and what was said."""
    for name, text in files.items():
        (folder / name).write_text(text)
    command = [os.environ.get("ISOTACH_BINARY", "isotach"), "build", *files, "-m", "m", "--emit-only", "out", *options]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    text = (folder / "out" / "CMakeLists.txt").read_text()
    marked = re.findall(r'set_source_files_properties\("([^"]*)" .*-frecursive', text)
    return {name.split("/")[-1].split(".")[0] for name in marked}, done.stderr


def test_a_callback_elsewhere_leaves_large_arrays_in_static_storage(tmp_path):
    marked, said = build(tmp_path, {"heavy.f90": HEAVY, "calls.f90": CALLS})
    assert (marked, "LargeLocal" in said) == ({"calls"}, False)
    module = isotach.build([tmp_path / "heavy.f90", tmp_path / "calls.f90"], "reentry_py")
    code = f"import sys; sys.path.insert(0, {os.path.dirname(module.__file__)!r}); import reentry_py as m;"
    code += "print(m.heavy.big(), m.calls.apply(lambda x: x*x))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "5000000.0 4.0\n"), done.stderr
    # A callback may call anything, also what waits for it.
    inner = module.calls.apply
    assert module.calls.apply(lambda x: inner(lambda y: y + x)) == 4
    np.testing.assert_equal(module.heavy.big(), 5e6)


def test_what_only_shares_a_file_is_named_too(tmp_path):
    """The option is one of whole files, so the large array of the other procedure is on the stack as well."""
    _, heavy = HEAVY.split("contains")
    text = CALLS.replace("end module", heavy)
    marked, said = build(tmp_path, {"calls.f90": text})
    assert marked == {"calls"}
    assert "of 'big' takes 40000000 bytes" in said and "may move to a file of its own" in said


@pytest.mark.parametrize("option", ["-fopenmp", "-fopenacc", "-frecursive"])
def test_options_that_fill_the_stack_are_named(tmp_path, option):
    (tmp_path / "heavy.f90").write_text(HEAVY)
    compiled = subprocess.run(["gfortran", option, "-c", "heavy.f90"], cwd=tmp_path)
    static = subprocess.run(["size", "heavy.o"], cwd=tmp_path, capture_output=True, text=True).stdout.split()[8]
    assert (compiled.returncode, static) == (0, "0"), "gfortran does so"
    marked, said = build(tmp_path, {"heavy.f90": HEAVY}, f"--fflags={option}")
    assert f"{option} keeps no local in static storage" in said and marked == set()


def test_nothing_calls_python(tmp_path):
    assert build(tmp_path, {"heavy.f90": HEAVY}) == (set(), "")


USER = """\
module user
  {use}
  implicit none
contains
  subroutine work(n, total)
    integer, intent(in) :: n
    real(8), intent(out) :: total
    real(8) :: a(200000)
    {body}
  end subroutine
end module
"""
LIBRARY = """\
module calls
  implicit none
  type :: tool
  contains
    procedure :: run => run_it
  end type
  interface any_apply
    module procedure apply
  end interface
  interface operator(.apply.)
    module procedure apply_to
  end interface
contains
  subroutine apply(x, total)
    !f2py intent(callback) python
    external python
    real(8), intent(in) :: x
    real(8), intent(out) :: total
    call python(x)
    total = x
  end subroutine
  subroutine run_it(self, total)
    class(tool), intent(in) :: self
    real(8), intent(out) :: total
    call apply(1d0, total)
  end subroutine
  real(8) function apply_to(x, y)
    real(8), intent(in) :: x, y
    call apply(x, apply_to)
    apply_to = apply_to + y
  end function
end module
"""


@pytest.mark.parametrize("use, body, marked", [
    ("use calls", "a = n; call apply(a(1), total)", True),
    ("use calls, only: other => apply", "a = n; call other(a(1), total)", True),
    ("use calls, only: any_apply", "a = n; call any_apply(a(1), total)", True),
    ("use calls, only: tool", "type(tool) :: t\n a = n; call t%run(total)", True),
    ("use calls, only: operator(.apply.)", "a = n; total = a(1) .apply. a(2)", True),
    ("use calls, only: tool", "a = n; total = sum(a)", None),  # an operator could call it: kept where one exists
    ("", "a = n; total = sum(a)", None),
])  # fmt: skip
def test_calls_are_followed(tmp_path, use, body, marked):
    found, said = build(tmp_path, {"calls.f90": LIBRARY, "user.f90": USER.format(use=use, body=body)})
    assert "calls" in found
    if marked:
        assert "user" in found and "'a' of 'work' takes 1600000 bytes of the stack" in said
        assert "ALLOCATABLE" in said and "threading.stack_size" in said


def test_calls_that_lead_elsewhere_are_not_marked(tmp_path):
    library = LIBRARY.replace("interface operator(.apply.)\n    module procedure apply_to\n  end interface", "")
    files = {"calls.f90": library, "user.f90": USER.format(use="use calls", body="a = n; total = sum(a)")}
    found, said = build(tmp_path, files)
    assert found == {"calls"} and "LargeLocal" not in said


@pytest.mark.parametrize("declaration", [
    "real(8), save :: a(200000)", "real(8) :: a(200000) = 0", "real(8), allocatable :: a(:)\n allocate (a(200000))",
    "real(8) :: a(100000)", "real(8) :: a(200000)\n save", "real(8) :: a(200000)\n common /block/ a",
])  # fmt: skip
def test_what_is_not_on_the_stack_or_small_is_not_named(tmp_path, declaration):
    text = USER.format(use="use calls", body="a = n; call apply(a(1), total)").replace(
        "real(8) :: a(200000)", declaration
    )
    found, said = build(tmp_path, {"calls.f90": LIBRARY, "user.f90": text})
    assert found == {"calls", "user"} and "LargeLocal" not in said


def test_released_procedures_and_what_they_reach(tmp_path):
    text = HEAVY.replace("subroutine big(total)", "subroutine big(total)\n    !f2py threadsafe")
    other = "subroutine other(x)\n real(8), intent(inout) :: x\n x = x + 1\nend subroutine\n"
    marked, said = build(tmp_path, {"heavy.f90": text, "other.f90": other})
    assert marked == {"heavy"} and "'work' of 'big' takes 40000000 bytes" in said
    marked, said = build(tmp_path, {"heavy.f90": HEAVY, "other.f90": other}, "--threadsafe")
    assert marked == {"heavy", "other"} and "'work' of 'big' takes 40000000 bytes" in said
