"""%%isotach: cells of Fortran. The magic asks for nothing of IPython but the shell that it is given, so one of ours will do; in the full
tests a notebook is run by Jupyter's own kernel."""

import os
import subprocess
import sys
from types import SimpleNamespace

import isotach
import pytest

CELL = """\
module numbers
  integer, parameter :: answer = 42
contains
  pure real(8) function twice(x)
    real(8), intent(in) :: x
    twice = 2*x
  end function
end module
subroutine raise(x)
  real(8), intent(inout) :: x(:)
  x = x + 1
end subroutine
"""


class Shell:
    def __init__(self):
        self.magics, self.names, self.after = {}, {}, []
        self.events = SimpleNamespace(register=lambda event, call: self.after.append((event, call)))

    def register_magic_function(self, function, kind, name):
        self.magics[kind, name] = function

    def push(self, names):
        self.names.update(names)


@pytest.fixture
def shell():
    shell = Shell()
    isotach.load_ipython_extension(shell)
    return shell


def test_a_cell_gives_its_modules_and_procedures(shell, capsys):
    shell.magics["cell", "isotach"]("-v", CELL)
    assert shell.names["numbers"].twice(4) == 8 and shell.names["numbers"].answer == 42
    assert sorted(shell.names) == ["numbers", "raise_"]
    assert "Fortran in this notebook now: " in capsys.readouterr().out
    assert [event for event, _ in shell.after] == ["post_run_cell"]


def test_options_reach_the_compiler(shell):
    shell.magics["cell", "isotach"](
        "--f90flags '-DBY=3 -cpp' --opt -O0 --link m",
        """\
integer function by()
  by = BY
end function
""",
    )
    assert shell.names["by"]() == 3


def test_options_stay_when_they_are_configured(shell, capsys):
    config = shell.magics["line", "isotach_config"]
    config("--debug")
    shell.magics["cell", "isotach"](
        "", "subroutine beyond(x, i)\n  real :: x(3)\n  integer, intent(in) :: i\n  x(i) = 1\nend\n"
    )
    with pytest.raises(RuntimeError, match="above upper bound"):
        shell.names["beyond"]([1, 2, 3], 4)
    config("--defaults")
    config("")
    assert capsys.readouterr().out.endswith("%%isotach without options of your own\n")


def test_a_class(shell):
    shell.magics["cell", "isotach"](
        "--class Counter=start:add:",
        """\
module counter_state
  integer :: total
contains
  subroutine start()
    total = 0
  end subroutine
  subroutine add(n)
    integer, intent(in) :: n
    total = total + n
  end subroutine
end module
""",
    )
    counter = shell.names["Counter"]()
    counter.add(2)
    counter.add(3)
    assert counter.total == 5


@pytest.mark.parametrize(("line", "said"), [
    ("--optt -O2", "unrecognized arguments"), ("--target moon", "invalid choice: 'moon'"), ("--opt", "expected one argument")])  # fmt: skip
def test_wrong_options_are_told(shell, line, said):
    with pytest.raises(ValueError, match=said):
        shell.magics["cell", "isotach"](line, CELL)


def test_errors_tell_the_line_of_the_cell(shell):
    with pytest.raises(isotach.BuildError, match=r"cell:3"):
        shell.magics["cell", "isotach"]("", "subroutine s()\n  implicit none\n  x = 1\nend subroutine\n")


def test_help(shell, capsys):
    shell.magics["cell", "isotach"]("--help", "")
    assert "--f90flags" in capsys.readouterr().out and not shell.names


NOTEBOOK = """\
import nbformat
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell as cell, new_notebook
book = new_notebook(cells=[cell("%load_ext isotach"), cell("%%isotach\\nsubroutine hello()\\n  print '(a)', 'hello from Fortran'\\nend"),
                           cell("hello()"), cell("%%isotach --opt\\nsubroutine x()\\nend", metadata={"tags": ["raises-exception"]})])
NotebookClient(book, timeout=300).execute()
texts = ["".join(out.get("text", out.get("evalue", "")) for out in cell["outputs"]) for cell in book.cells]
assert texts[:3] == ["", "", "hello from Fortran\\n"], texts
assert "expected one argument" in texts[3], texts
"""

if os.environ.get("ISOTACH_FULL"):

    @pytest.mark.timeout(900)
    def test_in_a_notebook(tmp_path):
        python = tmp_path / "python" / "bin" / "python"
        subprocess.run([sys.executable, "-m", "venv", python.parents[1]], check=True)
        subprocess.run([python, "-m", "pip", "install", "-q", "nbclient", "ipykernel", "numpy"], check=True)
        done = subprocess.run([python, "-c", NOTEBOOK], cwd=tmp_path, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
