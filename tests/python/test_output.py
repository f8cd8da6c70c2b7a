"""isotach.redirect_output: what Fortran prints reaches Python's streams, whole and once."""

import io
import subprocess
import sys

import isotach
import pytest

SOURCE = """\
module prints
contains
  subroutine say(n)
    integer, intent(in) :: n
    integer :: i
    do i = 1, n
      write (*, '(a,i0)') 'line ', i
    end do
  end subroutine
  subroutine complain()
    write (0, '(a)') 'on standard error'
  end subroutine
  subroutine unfinished()
    write (*, '(a)', advance='no') 'no end of line'
  end subroutine
  subroutine fail()
    print '(a)', 'before the end'
    error stop 'failed'
  end subroutine
end module
"""


@pytest.fixture(scope="module")
def prints(tmp_path_factory):
    folder = tmp_path_factory.mktemp("prints")
    (folder / "prints.f90").write_text(SOURCE)
    return isotach.build([folder / "prints.f90"], "prints_py").prints


def test_text_goes_to_the_given_streams(prints):
    out, err = io.StringIO(), io.StringIO()
    with isotach.redirect_output(out, err):
        prints.say(3)
        prints.complain()
        prints.unfinished()
    assert out.getvalue() == "line 1\nline 2\nline 3\nno end of line" and err.getvalue() == "on standard error\n"


def test_more_than_a_pipe_holds(prints):
    out = io.StringIO()
    with isotach.redirect_output(out):
        prints.say(100_000)
    assert out.getvalue().splitlines()[-1] == "line 100000" and out.getvalue().count("\n") == 100_000


def test_after_an_exception_too(prints):
    out = io.StringIO()
    with pytest.raises(RuntimeError), isotach.redirect_output(out):
        prints.fail()
    assert out.getvalue() == "before the end\n"


def test_one_inside_another(prints):
    outer, inner = io.StringIO(), io.StringIO()
    with isotach.redirect_output(outer):
        prints.say(1)
        with isotach.redirect_output(inner):
            prints.say(2)
        prints.unfinished()
    assert (outer.getvalue(), inner.getvalue()) == ("line 1\nno end of line", "line 1\nline 2\n")


def test_nothing_is_lost_or_said_twice_on_the_process_own_streams(prints, tmp_path):
    """In a process of its own: before, inside and after the `with`."""
    code = f"""\
import sys, io, isotach
m = isotach.build([{str(tmp_path / "prints.f90")!r}], "prints_py").prints
m.say(1)
with isotach.redirect_output():
    m.say(2)
with isotach.redirect_output(io.StringIO()):
    m.say(3)
m.unfinished()
"""
    (tmp_path / "prints.f90").write_text(SOURCE)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "line 1\nline 1\nline 2\nno end of line"
