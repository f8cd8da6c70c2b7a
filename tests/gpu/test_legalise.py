"""Directives that GCC takes and compiles to something else are said differently in the copy, or refused at their line.

What GCC makes of a directive is read from its own dump: how many variables an update names in its call of the run-time
library. bench/gpu runs the same programs on a GPU."""

import os
import pathlib
import re
import subprocess
import sys

import pytest

CONSTANTS = """\
module constants
  implicit none
  type pair
    real(8) :: a, b
  end type
  real(8) :: v = 1, w(10) = 2, m(3, 4) = 3
  type(pair) :: p = pair(1, 2)
  real(8) :: plain = 1
  !$acc declare create(v, w, p)
  !$acc declare copyin(m)
end module
subroutine step(x, c, q)
  use constants{only}
  implicit none
  real(8), intent(inout) :: x(10)
  logical, intent(in) :: c
  integer, intent(in) :: q
  integer :: i
  {directive}
  !$acc parallel loop copy(x)
  do i = 1, 10
    x(i) = x(i)*2
  end do
end subroutine
"""
GPU = ["-fopenacc", "-foffload=disable", "-O1", "-ffree-line-length-none"]


def isotach(folder, *words):
    return subprocess.run([os.environ.get("ISOTACH_BINARY", "isotach"), *map(str, words)], cwd=folder,
                          capture_output=True, text=True)  # fmt: skip


def emit(folder, text, name="s.f90", *options):
    """The copy that is compiled (None: the source itself), what the build said, and how it ended."""
    (folder / name).write_text(text)
    done = isotach(folder, "build", name, "-m", "m", "--target", "openacc", "--emit-only", "out", "-v", *options)
    copies = list((folder / "out" / "legalised").rglob(name)) if (folder / "out").exists() else []
    assert len(copies) <= 1
    return (copies[0] if copies else None), done.stderr, done.returncode


def updates(folder, path):
    """(number of variables, calls) of each update that GCC makes of a source."""
    done = subprocess.run(["gfortran", *GPU, "-fall-intrinsics", "-c", path, "-fdump-tree-ompexp", "-o", "x.o"],
                          cwd=folder, capture_output=True, text=True)  # fmt: skip
    assert done.returncode == 0, done.stderr
    dump = next(folder.glob("*ompexp")).read_text()
    next(folder.glob("*ompexp")).unlink()
    counts = [int(count) for count in re.findall(r"GOACC_update \([^,]*, (\d+),", dump)]
    return counts, len(re.findall(r"isotach_acc_(?:to|from)(?:_on)? \(", dump))


@pytest.mark.parametrize("directive, before, after", [
    ("!$acc update device(v)", 0, ([], 1)),
    ("!$acc update self(v)", 0, ([], 1)),
    ("!$acc update host(v) ! why", 0, ([], 1)),
    ("!$acc update device(p)", 0, ([], 1)),
    ("!$acc update device(w)", 0, ([1], 0)),
    ("!$acc update self(m)", 0, ([1], 0)),
    ("!$acc update device(w, m)", 0, ([2], 0)),
    ("!$acc update device(v, w)", 0, ([], 2)),
    ("!$acc update device(v) self(w)", 0, ([], 2)),
    ("!$acc update device(v) if(c)", 0, ([], 1)),
    ("!$acc update device(v) async(q)", 0, ([], 1)),
    ("!$acc update device(w) if(c) async(q)", 0, ([1], 0)),
    ("!$acc update &\n  !$acc   device(v, &\n  !$acc   w) async", 0, ([], 2)),
])  # fmt: skip
def test_updates_of_declared_variables_arrive(tmp_path, directive, before, after):
    text = CONSTANTS.format(directive=directive, only="")
    (tmp_path / "s.f90").write_text(text)
    assert updates(tmp_path, tmp_path / "s.f90") == ([before], 0), "GCC leaves them out, which is why"
    copy, said, status = emit(tmp_path, text)
    assert status == 0, said
    assert updates(tmp_path, copy) == after
    lines = copy.read_text().split("\n")
    assert lines[0] == '# 1 "s.f90"'
    number = 1 + text.split("\n").index("  !$acc parallel loop copy(x)")
    assert lines[number] == "  !$acc parallel loop copy(x)", "lines keep their numbers"
    line = 1 + next(number for number, one in enumerate(text.split("\n")) if "!$acc update" in one)
    assert f"s.f90:{line}:" in said and "[DirectiveRewritten]" in said
    assert (tmp_path / "s.f90").read_text() == text


def test_through_a_rename(tmp_path):
    text = CONSTANTS.format(directive="!$acc update device(other, w)", only=", only: other => v, w")
    copy, _, status = emit(tmp_path, text)
    assert status == 0 and updates(tmp_path, copy) == ([], 2)
    assert "loc(other),sizeof(other)" in copy.read_text()


@pytest.mark.parametrize("directive, count", [
    ("!$acc update device(x)", 2), ("!$acc update device(w(1:5))", 1), ("!$acc update device(p%a)", 1),
    ("!$acc update device(plain)", 1), ("!$acc update self(w(:))", 1), ("!$acc wait", None),
])  # fmt: skip
def test_what_gcc_compiles_right_stays(tmp_path, directive, count):
    text = CONSTANTS.format(directive=directive, only="")
    copy, said, status = emit(tmp_path, text)
    assert (copy, status) == (None, 0), said
    assert updates(tmp_path, tmp_path / "s.f90")[0] == ([] if count is None else [count])


@pytest.mark.parametrize("directive, why", [
    ("!$acc update device(v, x(1:3))", "in a directive of their own"),
    ("!$acc update device(v) wait(1)", "IF and ASYNC alone"),
    ("!$acc update device(m(1:2,:))", "a section with gaps"),
    ("!$acc update device(m(:,1:4:2))", "a section with gaps"),
])  # fmt: skip
def test_updates_that_cannot_be_said_differently_are_refused(tmp_path, directive, why):
    text = CONSTANTS.format(directive=directive, only="")
    copy, said, status = emit(tmp_path, text)
    line = 1 + text.split("\n").index("  " + directive)
    assert status == 1 and copy is None
    assert re.search(rf"s\.f90:{line}:\d+: error: .*{re.escape(why)}.*\[DirectiveUnsafe\]", said), said


def test_fixed_form(tmp_path):
    text = """\
      module constants
      real*8 v
!$acc declare create(v)
      end module
      subroutine step
      use constants
!$acc update device(v)
      end
"""
    copy, said, status = emit(tmp_path, text, "s.f")
    assert status == 0 and updates(tmp_path, copy) == ([], 1), said
    long = text.replace("v)", "a_variable_with_a_long_name)").replace("*8 v", "*8 a_variable_with_a_long_name")
    copy, said, status = emit(tmp_path, long, "t.f")
    assert status == 1 and "72 columns" in said and "t.f:7:" in said


def test_an_include_beside_the_source_is_found(tmp_path):
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "n.inc").write_text("  integer, parameter :: n = 3\n")
    text = CONSTANTS.format(directive="!$acc update device(v)", only="").replace(
        "  integer :: i\n", '  integer :: i\n  include "n.inc"\n'
    )
    (tmp_path / "deep" / "s.f90").write_text(text)
    done = isotach(tmp_path, "build", "deep/s.f90", "-m", "m", "--target", "openacc", "-o", tmp_path)
    assert done.returncode == 0, done.stderr


def test_errors_stand_at_the_users_lines(tmp_path):
    text = CONSTANTS.format(directive="!$acc update device(v)", only="").replace("x(i)*2", "x(i)*unknown_name")
    (tmp_path / "s.f90").write_text(text)
    done = isotach(tmp_path, "build", "s.f90", "-m", "m", "--target", "openacc")
    line = 1 + next(number for number, one in enumerate(text.split("\n")) if "unknown_name" in one)
    assert done.returncode == 1 and f"s.f90:{line}:" in done.stderr and "legalised" not in done.stderr


GAPS = """\
module gaps
  implicit none
contains
  subroutine double(a)
    real(8), intent(inout) :: a(:, :){attributes}
    integer :: i, j
    !$acc parallel loop collapse(2) {clause}(a)
    do j = 1, size(a, 2)
      do i = 1, size(a, 1)
        a(i, j) = 2*a(i, j)
      end do
    end do
  end subroutine
  subroutine run(b)
    real(8), intent(inout) :: b(:, :)
    call double({actual})
  end subroutine
end module
"""


@pytest.mark.parametrize("clause, actual, attributes, outcome", [
    ("copy", "b(3:7,:)", "", "contiguous"), ("copy", "a=b(:,1::2)", "", "contiguous"),
    ("copy", "b(:,2:3)", "", None), ("copy", "b", "", None),
    ("copy", "b(3:7,:)", "\n    contiguous :: a", None),
    ("present", "b(3:7,:)", "", "has to be present"), ("present", "b(:,2:)", "", None),
    ("copy", "b(3:7,:)", "\n    target :: a", "give the dummy argument 'a' CONTIGUOUS"),
])  # fmt: skip
def test_sections_with_gaps_in_data_clauses(tmp_path, clause, actual, attributes, outcome):
    copy, said, status = emit(tmp_path, GAPS.format(clause=clause, actual=actual, attributes=attributes))
    if outcome == "contiguous":
        assert status == 0 and "a(:, :); contiguous :: a\n" in copy.read_text(), said
        done = subprocess.run(["gfortran", *GPU, "-c", copy, "-o", "x.o"], cwd=tmp_path, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
    elif outcome is None:
        assert (copy, status) == (None, 0), said
    else:
        assert (status == 1 and outcome in said and "s.f90:16:" in said) or "s.f90:17:" in said, said


@pytest.mark.parametrize("loops, expected", [
    ("!$acc loop vector", "!$acc loop vector reduction(+:s)"),
    ("!$acc loop gang vector reduction(+:s)", None), ("!$acc loop seq", None),
])  # fmt: skip
def test_reductions_of_the_region_alone(tmp_path, loops, expected):
    text = f"""\
subroutine total(n, x, s)
  integer, intent(in) :: n
  real(8), intent(in) :: x(n)
  real(8), intent(out) :: s
  integer :: i
  s = 0
  !$acc parallel reduction(+:s) copyin(x)
  {loops}
  do i = 1, n
    s = s + x(i)
  end do
  !$acc end parallel
end subroutine
"""
    copy, said, status = emit(tmp_path, text)
    assert status == 0, said
    assert (copy and copy.read_text().split("\n")[8]) == (expected and "  " + expected)


def test_tile_becomes_collapse(tmp_path):
    text = """\
subroutine scale(n, x)
  integer, intent(in) :: n
  real(8), intent(inout) :: x(n, n)
  integer :: i, j
  !$acc parallel loop tile(8, 8) copy(x)
  do j = 1, n
    do i = 1, n
      x(i, j) = 2*x(i, j)
    end do
  end do
end subroutine
"""
    copy, said, status = emit(tmp_path, text)
    assert status == 0 and "!$acc parallel loop collapse(2) copy(x)" in copy.read_text(), said


def test_declared_allocatables_need_a_call_of_the_api(tmp_path):
    text = """\
module state
  real(8), allocatable :: a(:)
  {declare}
contains
  subroutine start(n)
    integer, intent(in) :: n
    allocate (a(n))
    {after}
  end subroutine
end module
"""
    declared = "!$acc declare create(a)"
    enter = "!$acc enter data create(a)"
    for after in ("", enter):  # ENTER DATA of a declared ALLOCATABLE breaks an assertion of libgomp
        _, said, status = emit(tmp_path, text.format(declare=declared, after=after))
        assert status == 1 and re.search(r"s\.f90:3:\d+: error: .*enter data create\(a\)", said), said
    assert emit(tmp_path, text.format(declare="", after=enter))[2] == 0
    assert emit(tmp_path, text.format(declare=declared, after="call acc_create(a)"))[2] == 0


def test_local_arrays_that_stay_mapped(tmp_path):
    text = """\
subroutine work(n, x)
  integer, intent(in) :: n
  real(8), intent(inout) :: x(n)
  real(8) :: t(n)
  !$acc enter data create(t) copyin(x)
  t = x
  {after}
end subroutine
"""
    _, said, status = emit(tmp_path, text.format(after=""))
    assert status == 1 and re.search(r"s\.f90:5:\d+: error: the local array 't'.*exit data delete\(t\)", said), said
    assert emit(tmp_path, text.format(after="!$acc exit data delete(t)"))[2] == 0


def test_other_targets_compile_the_source_itself(tmp_path):
    (tmp_path / "s.f90").write_text(CONSTANTS.format(directive="!$acc update device(v, x(1:3))", only=""))
    done = isotach(tmp_path, "build", "s.f90", "-m", "m", "--emit-only", "out")
    assert done.returncode == 0 and not pathlib.Path(tmp_path / "out" / "legalised").exists()


STACK = """\
module row
  implicit none
  real(8) :: global(8) = 1
contains
  subroutine run(values, n)
    integer, intent(in) :: n
    real(8), intent(out) :: values(n)
    real(8) :: a(8), b(0:n), unused(8)
    real(8), save :: kept(8) = 1
    real(8), allocatable :: dynamic(:)
    integer :: i
    a = 2
    b = 3
    allocate(dynamic(n))
    dynamic = 4
    {before}
    {directive}
    do i = 1, n
      values(i) = a(i)*B(i) + global(i) + kept(i) + dynamic(i)
    end do
    {after}
  end subroutine
end module
"""
STACK_A, STACK_B = "a(lbound(a,1):ubound(a,1))", "b(lbound(b,1):ubound(b,1))"


@pytest.mark.parametrize("directive, before, after, added", [
    ("!$acc parallel loop", "", "", f"copy({STACK_A}, {STACK_B})"),
    ("!$acc kernels loop", "", "", f"copy({STACK_A}, {STACK_B}) copyin(n)"),
    ("!$acc parallel", "", "!$acc end parallel", f"copy({STACK_A}, {STACK_B})"),
    ("!$acc kernels", "", "!$acc end kernels", f"copy({STACK_A}, {STACK_B}) copyin(n)"),
    ("!$acc serial loop default(present)", "", "", f"present({STACK_A}, {STACK_B})"),
    ("!$acc parallel loop copyin(a)", "", "", f"copy({STACK_B})"),
    ("!$acc parallel loop firstprivate(a) present_or_copyin(b(0:8))", "", "", None),
    ("!$acc parallel loop", "!$acc data copyin(a, b)", "!$acc end data", None),
    ("!$acc parallel loop", "!$acc data copyin(a)", "!$acc end data", f"copy({STACK_B})"),
    ("!$acc parallel\n    !$acc loop private(a)", "", "!$acc end parallel", f"copy({STACK_B})"),
    ("!$acc parallel loop default(none) copy(values, a, b, global, kept, dynamic) copyin(n)", "", "", None),
])  # fmt: skip
def test_extents_are_stated_where_no_clause_is(tmp_path, directive, before, after, added):
    text = STACK.format(directive=directive, before=before, after=after)
    copy, said, status = emit(tmp_path, text)
    assert status == 0, said
    if added is None:
        assert copy is None
        return
    first = directive.split("\n")[0]
    line = 1 + text.split("\n").index("    " + first)
    lines = copy.read_text().split("\n")
    assert lines[line].strip() == f"{first} {added}", "the same line, after the one that names the source"
    assert re.search(rf"s\.f90:{line}:\d+: note: .*\[DirectiveRewritten\]", said)
    done = subprocess.run(["gfortran", *GPU, "-c", copy, "-o", "x.o"], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "s.f90").read_text() == text


@pytest.mark.parametrize("directive, added", [
    ("#ifdef OTHER\n!$acc kernels loop\n#else\n!$acc parallel loop\n#endif\n#ifdef OTHER\n#endif", f"copy({STACK_A}, {STACK_B})"),
    ("#ifndef OTHER\n#ifndef MORE\n!$acc parallel loop\n#endif\n#endif", f"copy({STACK_A}, {STACK_B})"),
    ("#ifdef OTHER\n!$acc parallel loop\n#endif", None),
])  # fmt: skip
def test_a_directive_in_a_branch_is_about_the_loop_after_it(tmp_path, directive, added):
    text = STACK.format(directive=directive, before="", after="").replace("    #", "#")
    copy, said, status = emit(tmp_path, text)
    assert status == 0, said
    assert (copy is None) == (added is None)
    assert copy is None or f"!$acc parallel loop {added}" in copy.read_text()


def test_a_name_of_another_scope_is_another_array(tmp_path):
    text = STACK.format(directive="!$acc parallel loop", before="", after="").replace("a(8), b(0:n)", "b(0:n)")
    text = text.replace("real(8) :: global(8) = 1", "real(8) :: global(8) = 1, a(8)")
    copy, said, status = emit(tmp_path, text)
    assert status == 0 and f"parallel loop copy({STACK_B})" in copy.read_text(), said


QUEUES = """\
subroutine step(n, x)
  implicit none{external}
  integer, intent(in) :: n
  real(8), intent(inout) :: x(n)
  real(8) :: y(n), z(2000), kept(n)
  integer :: i
  !$acc data copy(x) create(y, z) copyin(kept){clauses}
  !$acc parallel loop async(1) private(i)
  do i = 1, n
    y(i) = 2*x(i)
  end do
  !$acc parallel loop &
  !$acc   present(x) ASYNC ! no queue is named
  do i = 1, n
    x(i) = y(i)
  end do
  !$acc update self(x) async(1)
  !$acc wait
  !$acc end data
  if (n < 0) error stop 'negative'
end subroutine
"""


def test_regions_in_queues_wait_and_run_at_once(tmp_path):
    text = QUEUES.format(external="", clauses="")
    copy, said, status = emit(tmp_path, text)
    assert status == 0, said
    made = copy.read_text()
    assert "!$acc parallel loop wait(1) private(i)" in made and "present(x) wait ! no queue is named" in made
    assert "!$acc update self(x) async(1)" in made, "copies stay in their queue"
    assert "s.f90:8:23: note" in said


def test_local_arrays_take_scratch_memory(tmp_path):
    text = QUEUES.format(external="", clauses="")
    copy, said, _ = emit(tmp_path, text)
    assert said.count("allocates device memory at each call") == 2
    lines = copy.read_text().split("\n")
    at = lines.index('# 7 "s.f90"')
    assert lines[at - 2 : at + 2] == ["call isotach_acc_scratch(loc(y),sizeof(y))", "call isotach_acc_scratch(loc(z),sizeof(z))",
                                      '# 7 "s.f90"', "  !$acc data copy(x) create(y, z) copyin(kept)"]  # fmt: skip
    at = lines.index('# 20 "s.f90"')
    assert lines[at - 3 : at + 2] == ["  !$acc end data", "call isotach_acc_scratch_end(loc(y))", "call isotach_acc_scratch_end(loc(z))",
                                      '# 20 "s.f90"', "  if (n < 0) error stop 'negative'"]  # fmt: skip
    done = subprocess.run(["gfortran", *GPU, "-fall-intrinsics", "-Wall", "-c", copy, "-o", "x.o"], cwd=tmp_path, capture_output=True,
                          text=True)  # fmt: skip
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "external, clauses", [(" (type, external)", ""), ("", " if(n > 3)"), ("\n  real(8) :: loc", "")]
)
def test_where_scratch_memory_cannot_be_asked_for(tmp_path, external, clauses):
    text = QUEUES.format(external=external, clauses=clauses)
    copy, said, status = emit(tmp_path, text)
    assert status == 0 and "isotach_acc_scratch" not in copy.read_text(), said


DIALECT = """\
subroutine step(n, x, y, l, k)
  implicit none
  integer, intent(in) :: n, k
  logical, intent(in) :: l
  real(8), intent(inout) :: x(n), y(n)
  integer :: i; logical :: l2; real(8) :: s, t, u
  {data}
  {region}
  do i = 1, n
    y(i) = 2*x(i)
  end do
  {wait}
  !$acc end data
  x(1) = y(1)
end subroutine
"""
WAIT_1 = ["!$acc wait(1)", '# 7 "s.f90"']


@pytest.mark.parametrize("data, region, wait, lines", [
    ("!$acc data copy(x, y) async(1)", "!$acc parallel loop", "!$acc wait", [*WAIT_1, "!$acc data copy(x, y)"]),
    ("!$acc data copy(x), async, create(y) if(l)", "!$acc parallel loop", "!$acc wait",
     ["!$acc wait", '# 7 "s.f90"', "!$acc data copy(x), create(y) if(l)"]),
    ("!$acc data copy(x, y) &\n  !$acc   async(k + 1)", "!$acc parallel loop", "!$acc wait",
     ["!$acc wait(k + 1)", '# 7 "s.f90"', "!$acc data copy(x, y)", '# 9 "s.f90"', "!$acc parallel loop"]),
    ("!$acc data copy(x) &\n  !$acc   async(1) & ! a queue\n  !$acc   create(y)", "!$acc parallel loop", "!$acc wait",
     [*WAIT_1, "!$acc data copy(x) & ! a queue", "!$acc   create(y)", '# 10 "s.f90"', "!$acc parallel loop"]),
    ("!$acc data copy(x, y)", "!$acc parallel loop if(k)", "!$acc wait", ["!$acc parallel loop if((k) /= 0)"]),
    ("!$acc data copy(x, y)", "!$acc parallel loop if(k > 1)", "!$acc wait(1) if(l)",
     ["if (l) then", '# 12 "s.f90"', "!$acc wait(1)", "end if", '# 13 "s.f90"', "!$acc end data"]),
    ("!$acc data copy(x, y)", "!$acc parallel loop", "!$acc wait if(k)", ["if ((k) /= 0) then", '# 12 "s.f90"', "!$acc wait", "end if"]),
    ("!$acc data copy(x, y)", "!$acc parallel loop reduction(max, s) reduction(+, t, u)", "!$acc wait",
     ["!$acc parallel loop reduction(max: s) reduction(+: t, u)"]),
    ("!$acc data copy(x, y)", "!$acc parallel reduction(.or.,l2)\n  !$acc loop", "!$acc end parallel",
     ["!$acc parallel reduction(.or.:l2)"]),
    ("!$acc data copy(x, y)", "!$acc parallel loop", "!$acc update self(x) if(k)", ["!$acc update self(x) if((k) /= 0)"]),
])  # fmt: skip
def test_forms_that_gcc_does_not_know(tmp_path, data, region, wait, lines):
    text = DIALECT.format(data=data, region=region, wait=wait)
    (tmp_path / "s.f90").write_text(text)
    words = ["gfortran", *GPU, "-fall-intrinsics", "-c", "-o", "x.o"]
    assert subprocess.run([*words, "s.f90"], cwd=tmp_path, capture_output=True).returncode != 0, (
        "GCC refuses it, which is why"
    )
    copy, said, status = emit(tmp_path, text)
    assert status == 0 and "GCC 12 does not know this form" in said
    done = subprocess.run([*words, copy], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    made = [line.strip() for line in copy.read_text().split("\n")]
    at = made.index(lines[0])
    assert made[at : at + len(lines)] == lines


LISTS = """\
module m
  implicit none
  type pair
    integer :: n
    real(8), allocatable :: u(:), v(:)
  end type
  real(8), parameter :: pi = 3.14d0, e = 2.72d0
  real(8) :: tuned = 1
  {declare}
contains
  subroutine step(x, y, p, n)
    integer, intent(in) :: n
    real(8), intent(inout) :: x(n), y(n)
    type(pair), intent(inout) :: p
    integer :: i, found
    {enter}
    {region}
    do i = 1, n
      x(i) = 2*x(i)*tuned
    end do
    {end}
    {leave}
  end subroutine
end module
"""
PLAIN = {
    "declare": "!$acc declare copyin(tuned)",
    "enter": "",
    "region": "!$acc parallel loop copy(x)",
    "end": "",
    "leave": "",
}


def lines_of(copy):
    return [line.strip() for line in copy.read_text().split("\n")]


def compiles(folder, source):
    words = ["gfortran", *GPU, "-fall-intrinsics", "-c", source, "-o", "x.o"]
    return subprocess.run(words, cwd=folder, capture_output=True, text=True).returncode == 0


@pytest.mark.parametrize("changed, expected", [
    ({"declare": "!$acc declare copyin(pi)"}, ["real(8) :: tuned = 1", "", "contains"]),
    ({"declare": "!$acc declare copyin(pi, tuned, e)"}, ["!$acc declare copyin(tuned)", "contains"]),
    ({"declare": "!$acc declare copyin(pi) &\n  !$acc   create(tuned)"},
     ["!$acc declare &", "!$acc   create(tuned)", "contains"]),
    ({"declare": "!$acc declare copyin(tuned) &\n  !$acc   copyin(pi, &\n  !$acc e)"},
     ["!$acc declare copyin(tuned)", '# 12 "s.f90"', "contains"]),
    ({"region": "!$acc data copy(x, y) &\n    !$acc   copy(x)\n    !$acc parallel loop", "end": "!$acc end data"},
     ["!$acc data copy(x, y)", '# 19 "s.f90"', "!$acc parallel loop"]),
    ({"region": "!$acc data create(y, x) create(x, y)\n    !$acc parallel loop", "end": "!$acc end data"},
     ["!$acc data create(y, x)", "!$acc parallel loop"]),
    ({"enter": "!$acc enter data copyin(p, p%u, p%v) if(n > 1)", "leave": "!$acc exit data delete(p%u, p%v, p)"},
     ["!$acc enter data copyin(p) if(n > 1)", '# 16 "s.f90"', "!$acc enter data copyin(p%u, p%v) if(n > 1)"]),
    ({"enter": "!$acc enter data copyin(p) create(p%u)", "leave": "!$acc exit data delete(p%u) copyout(p)"},
     ["!$acc exit data delete(p%u)", "!$acc exit data copyout(p)", '# 23 "s.f90"', "end subroutine"]),
    ({"region": "!$acc data copy(x, p, p%u)\n    !$acc parallel loop", "end": "!$acc end data"},
     ["!$acc data copy(p)", '# 17 "s.f90"', "!$acc data copy(x, p%u)", "!$acc parallel loop"]),
])  # fmt: skip
def test_what_gcc_does_not_take_in_a_list(tmp_path, changed, expected):
    text = LISTS.format(**(PLAIN | changed))
    (tmp_path / "s.f90").write_text(text)
    assert not compiles(tmp_path, "s.f90"), "GCC refuses it, which is why"
    copy, said, status = emit(tmp_path, text)
    assert status == 0, said
    made = lines_of(copy)
    starts = [i for i in range(len(made)) if made[i : i + len(expected)] == expected]
    assert starts, copy.read_text()
    assert compiles(tmp_path, copy), copy.read_text()


def test_a_region_that_cannot_be_wrapped_is_refused(tmp_path):
    text = LISTS.format(**(PLAIN | {"region": "!$acc parallel loop copy(x, p, p%u)"}))
    _, said, status = emit(tmp_path, text)
    assert status == 1 and "s.f90:17:" in said and "name the variable in a data region around it" in said


EXITS = """\
subroutine first(n, m, a, at)
  implicit none
  integer, intent(in) :: n, m
  real(8), intent(in) :: a(n, m)
  integer, intent(inout) :: at(n)
  integer :: i, k
  !$acc parallel loop copyin(a) copy(at)
  do i = 1, n
    {directive}
    {name}do k = 1, m
      at(i) = k
      {leave}
    end do{end}
  end do
end subroutine
"""


@pytest.mark.parametrize("directive, name, leave, kept", [
    ("!$acc loop seq", "", "if (a(i, k) > 0) exit", False),
    ("!$acc loop seq", "down: ", "if (a(i, k) > 0) exit down", False),
    ("!$acc loop seq", "", "if (a(i, k) > 0) cycle", True),
    ("!$acc loop seq", "", "block; integer :: j; do j = 1, 3; if (a(i, k) > j) exit; end do; end block", True),
])  # fmt: skip
def test_a_loop_that_is_left(tmp_path, directive, name, leave, kept):
    end = " down" if name else ""
    text = EXITS.format(directive=directive, name=name, leave=leave, end=end)
    (tmp_path / "s.f90").write_text(text)
    assert compiles(tmp_path, "s.f90") == kept
    copy, said, status = emit(tmp_path, text)
    assert status == 0, said
    assert compiles(tmp_path, copy or "s.f90")
    if kept:
        assert copy is None
    else:
        assert "s.f90:9:5: note" in said
        lines = lines_of(copy)
        assert lines[lines.index(f"{name}do k = 1, m") - 1] == ""


def test_a_loop_that_is_left_and_has_other_clauses_is_refused(tmp_path):
    text = EXITS.format(directive="!$acc loop seq private(k)", name="", leave="if (a(i, k) > 0) exit", end="")
    _, said, status = emit(tmp_path, text)
    assert status == 1 and "s.f90:9:" in said and "the directive of the loop around it" in said


ATOMICS = """\
subroutine count(n, a, found, largest)
  implicit none
  integer, intent(in) :: n
  real(8), intent(in) :: a(n)
  logical, intent(out) :: found
  integer, intent(out) :: largest
  integer :: i, before, total
  found = .false.
  total = 0
  {data}
  !$acc parallel loop {clauses}
  do i = 1, n
    if (a(i) > 0) then
      !$acc atomic {kind}
      {first}
      {second}
      {end}
    end if
  end do
  {after}
  largest = total
end subroutine
"""


@pytest.mark.parametrize("kind, first, second, clauses, added", [
    ("write", "found = .true.", "", "copyin(a)", "copy(found)"),
    ("update", "total = total + 1", "", "copyin(a)", "copy(total)"),
    ("", "total = total + 1", "", "copyin(a)", "copy(total)"),
    ("capture", "before = total", "total = total + 1", "copyin(a)", "copy(total)"),
    ("capture", "total = total + 1", "before = total", "copyin(a)", "copy(total)"),
    ("update", "total = total + 1", "", "copyin(a) copy(total)", None),
    ("update", "total = total + 1", "", "copyin(a) reduction(+: total)", None),
    ("read", "before = total", "", "copyin(a)", None),
])  # fmt: skip
def test_scalars_that_atomic_changes_are_shared(tmp_path, kind, first, second, clauses, added):
    end = "!$acc end atomic" if kind == "capture" else ""
    text = ATOMICS.format(kind=kind, first=first, second=second, end=end, clauses=clauses, data="", after="")
    copy, said, status = emit(tmp_path, text)
    assert status == 0, said
    assert (copy is None) == (added is None)
    if added:
        assert f"!$acc parallel loop {clauses} {added}" in lines_of(copy) and compiles(tmp_path, copy)
        assert "each gang would change its own copy" in said


def test_a_region_around_that_names_it_shares_it(tmp_path):
    text = ATOMICS.format(kind="update", first="total = total + 1", second="", end="", clauses="copyin(a)",
                          data="!$acc data copy(total)", after="!$acc end data")  # fmt: skip
    copy, said, status = emit(tmp_path, text)
    assert status == 0 and copy is None, said


TOGETHER = """\
module forms
  implicit none
  type pair
    real(8), allocatable :: u(:)
    real(8) :: factor = 2
  end type
  real(8), parameter :: pi = 3.0d0
  real(8) :: tuned = 1
  !$acc declare copyin(pi, tuned)
contains
  subroutine run(n, m, a, at, last, sums)
    integer, intent(in) :: n, m
    real(8), intent(in) :: a(n, m)
    integer, intent(out) :: at(n), last
    real(8), intent(out) :: sums(n)
    type(pair) :: p
    integer :: i, k
    logical :: again
    allocate (p%u(n), source=1.0d0)
    last = 0
    again = .true.
    !$acc enter data copyin(p, p%u)
    !$acc data copyin(a, a) copyout(at, sums)
    do while (again)
      again = .false.
      !$acc parallel loop async(1)
      do i = 1, n
        at(i) = 0
        !$acc loop seq
        do k = 1, m
          if (a(i, k) > 0.5d0) exit
          at(i) = k
        end do
        sums(i) = p%u(i)*p%factor*pi*tuned
        if (last < 3) then
          !$acc atomic write
          again = .true.
        end if
      end do
      last = last + 1
    end do
    !$acc end data
    !$acc exit data delete(p%u, p)
  end subroutine
end module
"""


def test_the_copies_compute_what_the_source_says(tmp_path):
    (tmp_path / "forms.f90").write_text(TOGETHER)
    done = isotach(tmp_path, "build", "forms.f90", "-m", "forms", "--target", "openacc")
    assert done.returncode == 0, done.stderr
    script = """\
import numpy as np, forms
a = np.asfortranarray(np.random.default_rng(1).random((50, 6)))
forms.forms.tuned = 1.5
at, last, sums = forms.forms.run(a)
expected = [next((k for k in range(6) if row[k] > 0.5), 6) for row in a]
assert at.tolist() == expected and last == 4 and (sums == 9).all(), (at, last, sums)
"""
    ran = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True,
                         env=os.environ | {"ACC_DEVICE_TYPE": "host"})  # fmt: skip
    assert ran.returncode == 0, ran.stderr


GLOBALS = """\
module tunables
  implicit none
  {declaration}
contains
  real(8) function scaled(x)
    !$acc routine seq
    real(8), intent(in) :: x
    {body}
  end function
end module
module work
  use tunables{only}
  implicit none{external}
contains
  subroutine run(n, x)
    integer, intent(in) :: n
    real(8), intent(inout) :: x(n)
    integer :: i
    !$acc parallel loop copy(x){clauses}
    do i = 1, n
      x(i) = {value}
    end do
  end subroutine
end module
"""
TUNABLE = {"declaration": "real(8) :: factor = 2, table(3) = 1, other = 1", "body": "scaled = x*factor", "only": "", "external": "",
           "clauses": "", "value": "scaled(x(i))"}  # fmt: skip


@pytest.mark.parametrize("changed, declared, updated", [
    ({}, ["factor"], ["factor"]),
    ({"body": "scaled = x*factor + table(2)"}, ["factor", "table"], ["factor", "table"]),
    ({"value": "scaled(x(i))*other"}, ["factor"], ["factor"]),
    ({"value": "x(i)*factor"}, ["factor"], ["factor"]),
    ({"value": "x(i)*other"}, ["factor"], []),
    ({"body": "integer :: n; n = 2; scaled = min(factor, x)**n"}, ["factor"], ["factor"]),
])  # fmt: skip
def test_variables_of_modules_in_routines(tmp_path, changed, declared, updated):
    text = GLOBALS.format(**(TUNABLE | changed))
    (tmp_path / "s.f90").write_text(text)
    assert not compiles(tmp_path, "s.f90"), "GCC refuses it, which is why"
    copy, said, status = emit(tmp_path, text)
    assert status == 0, said
    made = lines_of(copy)
    assert [line for line in made if "declare" in line] == [f"!$acc declare copyin({name})" for name in declared]
    calls = [f"call isotach_acc_to(loc({name}),sizeof({name}))" for name in updated]
    at = made.index("!$acc parallel loop copy(x)")
    assert [line for line in made if "call isotach" in line] == calls
    if updated:
        assert made[at - len(updated) - 1 : at] == [*calls, '# 19 "s.f90"']
    assert compiles(tmp_path, copy)


@pytest.mark.parametrize("changed, line, said_then", [
    ({"body": "factor = factor + 1; scaled = x"}, 8, "device code changes 'factor'"),
    ({"body": "call one(factor); scaled = x\n  contains\n    subroutine one(y)\n      real(8), intent(out) :: y\n      y = 1\n    end subroutine"},
     8, "device code changes 'factor'"),
    ({"clauses": " copyin(factor)"}, 19, "put 'factor' into DECLARE"),
    ({"only": ", only: scaled"}, 19, "cannot name it"),
    ({"external": "(type, external)"}, 19, "no call that updates it can stand here"),
    ({"declaration": "real(8), allocatable :: factor"}, 3, "see to its data"),
    ({"declaration": "type t\n    real(8) :: a\n  end type\n  type(t) :: factor", "body": "scaled = x*factor%a"}, 6, "see to its data"),
])  # fmt: skip
def test_variables_of_modules_that_cannot_be_refreshed(tmp_path, changed, line, said_then):
    _, said, status = emit(tmp_path, GLOBALS.format(**(TUNABLE | changed)))
    assert status == 1 and re.search(rf"s\.f90:{line}:\d+: error: .*{re.escape(said_then)}", said), said


PRIVATE = """\
subroutine step(n, x, c, m)
  implicit none
  integer, intent(in) :: n, m
  real(8), intent(inout) :: x(n)
  logical, intent(in) :: c
  integer :: i, j
  real(8) :: s
  s = 1
  !$acc parallel loop copy(x) private(s)
  do i = 1, n
    {body}
  end do
end subroutine
"""


@pytest.mark.parametrize("body, early", [
    ("s = x(i); x(i) = s", False),
    ("x(i) = s; s = 1", True),
    ("s = s + 1; x(i) = s", True),
    ("if (c) s = 1; x(i) = s", True),
    ("if (c) then; s = 1; else; s = 2; end if; x(i) = s", False),
    ("if (c) then; s = 1; else if (x(i) > 0) then; s = 2; end if; x(i) = s", True),
    ("if (c) then; s = 1; x(i) = s; end if", False),
    ("if (s > 1) x(i) = 1", True),
    ("do j = 1, m; s = j; x(i) = s; end do", False),
    ("do j = 1, m; s = j; end do; x(i) = s", True),
    ("block; s = 1; end block; x(i) = s", False),
    ("select case (m); case (1); s = 1; case default; s = 2; end select; x(i) = s", False),
    ("select case (m); case (1); s = 1; case (2); s = 2; end select; x(i) = s", True),
    ("x(i) = 1; x(nint(s)) = 2", True),
    ("call get(s); x(i) = s", False),
    ("call get(s + 1); s = 1", True),
    ("\n#ifdef ONCE\n    x(i) = s\n#else\n    s = 1\n#endif\n    x(i) = s", False),
    ("associate (y => x(i)); s = y; y = s; end associate", False),
])  # fmt: skip
def test_a_private_scalar_that_may_be_read_before_it_is_set(tmp_path, body, early):
    text = PRIVATE.format(body=body.replace("; ", "\n    "))
    (tmp_path / "s.F90").write_text(text)
    done = isotach(tmp_path, "build", "s.F90", "-m", "m", "--target", "openacc", "--emit-only", "out")
    assert ("s.F90:9:39: warning:" in done.stderr and "[PrivateUnset]" in done.stderr) == early, done.stderr


def test_local_pointers_in_data_clauses_are_null_at_first(tmp_path):
    text = """\
subroutine step(n, x, c)
  implicit none
  integer, intent(in) :: n
  real(8), intent(inout), target :: x(n)
  logical, intent(in) :: c
  real(8), pointer :: p(:), q(:) => null(), unnamed(:)
  integer :: i
  if (c) p => x
  unnamed => x
  !$acc data present(x, p, q)
  !$acc parallel loop default(present)
  do i = 1, n
    x(i) = 2*x(i)
    if (c) x(i) = x(i) + p(i)
  end do
  !$acc end data
end subroutine
"""
    copy, said, status = emit(tmp_path, text)
    assert status == 0 and "ends the process at a pointer that is undefined" in said
    made = lines_of(copy)
    assert [line for line in made if "nullify" in line] == ["nullify(p)"], (
        "what is null, or in no clause, stays as it is"
    )
    at = made.index("nullify(p)")
    assert made[at : at + 3] == ["nullify(p)", '# 8 "s.f90"', "if (c) p => x"] and compiles(tmp_path, copy)


OBJECTS = """\
subroutine step(n, x, lacc)
  implicit none
  type profile
    real(8), pointer :: ml(:,:), bl(:,:)
  end type
  integer, intent(in) :: n
  real(8), intent(inout), target :: x(n,2)
  logical, intent(in) :: lacc
  type(profile) :: fields(2)
  real(8) :: work(n)
  integer :: i, k
  fields(1)%ml => x; fields(1)%bl => x; fields(2)%ml => x; fields(2)%bl => x
  !$acc data create(fields, work) if(lacc)
  do k = 1, 2
    !$acc enter data attach(fields(k)%ml, fields(k)%bl) if(lacc)
  end do
  !$acc parallel loop default(present) if(lacc)
  do i = 1, n
    work(i) = fields(1)%ml(i,2)
    fields(2)%bl(i,2) = work(i)
  end do
  do k = 1, 2
    !$acc exit data detach(fields(k)%ml, fields(k)%bl) if(lacc)
  end do
  !$acc end data
end subroutine
"""


def test_objects_are_copied_for_the_bounds_of_components_that_are_attached(tmp_path):
    copy, said, status = emit(tmp_path, OBJECTS)
    assert status == 0 and "its bounds come with the object alone" in said
    assert "!$acc data create(work) copyin(fields) if(lacc)" in lines_of(copy)


CONTIGUOUS = """\
module scheme
  implicit none
{spec}
contains
  subroutine step(n, z, w)
    integer, intent(in) :: n
    real(8), dimension(:,:,0:), target, intent(inout) :: &
      z   ! levels
    real(8), intent(inout) :: w(:,:)
    {first}
    call middle(w)
  end subroutine
  subroutine middle(v)
    real(8), intent(inout) :: v(:,:)
    call inner(v, v(:,1:2))
  end subroutine
  subroutine inner(a, b)
    real(8), contiguous, target, intent(inout) :: a(:,:)
    real(8), contiguous, intent(in) :: b(:,:)
    integer :: i, j
    !$acc parallel loop collapse(2) present(a, b)
    do j = 1, size(b, 2)
      do i = 1, size(a, 1)
        a(i, j) = a(i, j) + b(i, j)
      end do
    end do
  end subroutine
{more}
end module
"""


@pytest.mark.parametrize("first, spec, more, expected", [
    ("call inner(z(:,:,n), z(:,:,0))", "", "", {"z", "w", "v"}),
    ("call inner(a=z(:,:,n), b=z(:,:,0))", "", "", {"z", "w", "v"}),
    ("call inner(z(:,1:n,1), z(1:2,:,0))", "", "", {"z", "w", "v"}),  # the second has gaps: a copy whatever z is
    ("call inner(z(:,n,:), z(:,[1, 2],0))", "", "", {"w", "v"}),
    ("call middle(z(1:n,:,1))", "", "", set()),  # v may have gaps, so w would be copied as v is
    ("call middle(z(:,:,1))", "", "", {"z", "w", "v"}),
    ("call another(w, inner)", "", "  subroutine another(x, f)\n    real(8) :: x(:,:)\n    external :: f\n  end subroutine", {"w", "v"}),
    ("call another(w, middle)", "", "  subroutine another(x, f)\n    real(8) :: x(:,:)\n    external :: f\n  end subroutine", set()),
    ("call both(w)", "  interface both\n    module procedure middle, one\n  end interface",
     "  subroutine one(x)\n    real(8) :: x(:)\n  end subroutine", set()),
    ("call move(w)", "", "  subroutine move(x)\n    real(8) :: x(:,:)\n    real(8), pointer :: p(:,:)\n    allocate(p(2,2))\n"
     "    call middle(p)\n  end subroutine", set()),
])  # fmt: skip
def test_dummies_that_are_contiguous_at_every_call(tmp_path, first, spec, more, expected):
    """gfortran copies what it passes to a CONTIGUOUS dummy, unless a declaration says that there are no gaps."""
    copy, said, status = emit(tmp_path, CONTIGUOUS.format(first=first, spec=spec, more=more))
    assert status == 0, said
    made = lines_of(copy) if copy else []
    assert {line.split()[-1] for line in made if line.startswith("contiguous :: ")} == expected, said
    if copy:
        assert compiles(tmp_path, copy), copy.read_text()
        at = made.index("contiguous :: v")
        assert made[at - 1] == "real(8), intent(inout) :: v(:,:)" and made[at + 1].startswith("# ")


def test_pointers_of_present_come_after_what_they_point_to(tmp_path):
    text = """\
subroutine step(n, x)
  implicit none
  integer, intent(in) :: n
  real(8), intent(inout) :: x(n)
  real(8), target :: u(n,1)
  real(8), pointer, contiguous :: p(:,:)
  integer :: i
  p => u(:,:)
  !$acc data present(x, p) if(n > 0) &
  !$acc      create(u)
  !$acc parallel loop present(p)
  do i = 1, n
    p(i,1) = x(i)
    x(i) = p(i,1)
  end do
  !$acc end data
end subroutine
"""
    copy, said, status = emit(tmp_path, text)
    assert status == 0 and "a pointer of PRESENT may point to what a later one makes" in said
    made = lines_of(copy)
    at = made.index("!$acc data present(x) if(n > 0) &")
    assert made[at + 1 : at + 3] == ["!$acc      create(u) present(p)", "!$acc parallel loop present(p)"]
    assert compiles(tmp_path, copy)


KERNELS = """\
subroutine add(n, p, x, s, b)
  integer, intent(in) :: n
  real(8), pointer :: p(:)
  real(8), intent(inout) :: x(:)
  type t
    real(8), pointer :: u(:)
  end type
  type(t) :: s
  real(8), allocatable :: b(:,:)
  integer :: i
  {0}
end subroutine
"""
END = "\n  !$acc end kernels"


@pytest.mark.parametrize("region, needed", [
    ("!$acc kernels copy(p)\n  p = p + 1" + END, True),
    ("!$acc kernels copy(b)\n  b(:,1) = b(:,1) + 1" + END, True),
    ("!$acc kernels copy(b)\n  where (b > 1)\n    b = b + 1\n  end where" + END, True),
    ("!$acc kernels copyin(s) copy(s%u)\n  s%u = s%u + 1" + END, True),
    ("!$acc kernels copy(x)\n  x = x + 1" + END, False),
    ("!$acc kernels copy(p)\n  do i = 1, n\n    p(i) = p(i) + 1\n  end do" + END, False),
    ("!$acc kernels loop copy(p)\n  do i = 1, n\n    p(i) = p(i) + 1\n  end do", False),
    ("!$acc serial copy(p)\n  p = p + 1\n  !$acc end serial", False)])  # fmt: skip
def test_array_assignments_in_kernels_are_compiled_with_an_option(tmp_path, region, needed):
    """What it prevents is seen on a GPU alone: bench/gpu/directives/kernels_array.F90."""
    other = "subroutine other(x)\n  real(8) :: x(3)\n  !$acc parallel copy(x)\n  x(1) = 1\n  !$acc end parallel\nend\n"
    (tmp_path / "other.f90").write_text(other)
    _, said, code = emit(tmp_path, KERNELS.format(region), "s.f90", "other.f90")
    assert code == 0, said
    options = (tmp_path / "out" / "CMakeLists.txt").read_text().splitlines()
    with_option = [line for line in options if "-fno-tree-ch" in line]
    assert len(with_option) == needed and all('s.f90" PROPERTIES' in line for line in with_option)


SCALARS = """\
subroutine scale_by(n, factor, step, given, a)
  integer, intent(in) :: n
  real(8), intent(in) :: factor
  real(8), intent(inout) :: step
  real(8), intent(in), optional :: given
  real(8), intent(inout) :: a(n)
  integer :: i
  {0}
  do i = 1, n
    a(i) = factor*a(i) + step
    if (present(given)) a(i) = a(i) + given
  end do
  {1}
end subroutine
"""


@pytest.mark.parametrize("begin, end, expected", [
    ("!$acc kernels copy(a)", "!$acc end kernels", "!$acc kernels copy(a) copyin(n, factor)"),
    ("!$acc kernels copy(a) copyin(n)", "!$acc end kernels", "!$acc kernels copy(a) copyin(n) copyin(factor)"),
    ("!$acc kernels loop copy(a)", "", "!$acc kernels loop copy(a) copyin(n, factor)"),
    ("!$acc kernels copy(a) copyin(n, factor)", "!$acc end kernels", None),
    ("!$acc parallel loop copy(a)", "", None)])  # fmt: skip
def test_kernels_do_not_copy_back_what_is_only_read(tmp_path, begin, end, expected):
    """The caller may pass a constant: bench/gpu/directives/kernels_constant.F90."""
    copy, said, code = emit(tmp_path, SCALARS.format(begin, end))
    assert code == 0, said
    if expected is None:
        assert copy is None
    else:
        assert expected in [line.strip() for line in copy.read_text().splitlines()]
        done = subprocess.run(["gfortran", *GPU, "-c", copy, "-o", "x.o"], cwd=tmp_path, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
