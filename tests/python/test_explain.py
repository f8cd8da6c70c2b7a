"""isotach.explain gives what the program says, as data."""

import pathlib

import isotach
import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]

SOURCE = """
subroutine s(a, n, total)
  integer, intent(in) :: n
  real, intent(inout) :: a(n), total
  integer :: i
  real :: t
  do i = 1, n
    t = 2 * a(i)
    total = total + t
  end do
  do i = 2, n
    a(i) = a(i-1)
  end do
end subroutine
"""


def test_verdicts_are_data(tmp_path):
    path = tmp_path / "s.f90"
    path.write_text(SOURCE)
    first, second = isotach.explain(path)
    assert (first.verdict, first.privates) == ("parallel", ["t"])
    assert [(r.operator, r.name) for r in first.reductions] == [("+", "total")]
    assert second.verdict == "not_parallel"
    (reason,) = second.reasons
    assert (reason.kind, reason.distance, reason.direction) == ("flow", [1], "<")
    assert (reason.first.text, reason.first.write, reason.second.text) == ("a(i)", True, "a(i-1)")
    assert reason.iterations["i"][1] == reason.iterations["i"][0] + 1
    assert [loop.line for loop in isotach.explain(f"{path}:12")] == [11]


def test_a_file_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(isotach.ExplainError, match=r"absent\.f90"):
        isotach.explain(tmp_path / "absent.f90")


def test_a_call_that_breaks_the_rule_of_aliasing_is_a_warning(tmp_path):
    path = tmp_path / "s.f90"
    path.write_text(SOURCE + "subroutine t(a)\n  real :: a(9)\n  call s(a, 9, a)\nend subroutine\n")
    with pytest.warns(isotach.SharedArgumentWarning, match=r"s\.f90:17: .*s\.f90:9\)"):
        assert len(isotach.explain(path)) == 2


def test_directives_are_trusted_when_asked_for(tmp_path):
    path = tmp_path / "s.f90"
    path.write_text("subroutine s(a, at, n)\n  integer :: n, at(n), i\n  real :: a(n)\n  !$omp parallel do\n"
                    "  do i = 1, n\n    a(at(i)) = i\n  end do\nend subroutine\n")  # fmt: skip
    (loop,) = isotach.explain(path)
    assert (loop.verdict, loop.directive) == ("unknown", 0)
    (loop,) = isotach.explain(path, trust_directives=True)
    assert (loop.verdict, loop.directive) == ("parallel", 4)


def test_loops_of_turbulence_are_what_their_directives_say():
    """A loop under PARALLEL LOOP is parallel, one under LOOP SEQ is not, unless it sums."""
    directive = None
    expected = {}
    for path in sorted((ROOT / "examples/turbulence").glob("turb*.f90")):
        collapsed = 0
        for number, line in enumerate(path.read_text().splitlines(), 1):
            words = line.strip().lower()
            if words.startswith("!$acc"):
                directive = words if "loop" in words else directive
            elif words.startswith("do ") and (directive or collapsed):
                seq = directive is not None and "loop seq" in directive
                expected[str(path), number] = "seq" if seq else "parallel"
                collapsed = 1 if directive and "collapse(2)" in directive else 0
                directive = None
    loops = {(loop.file, loop.line): loop for loop in isotach.explain(ROOT / "examples/turbulence")}
    assert len(expected) > 20
    for place, says in expected.items():
        loop = loops[place]
        if says == "parallel":
            assert loop.verdict == "parallel", (place, loop)
        else:
            assert loop.verdict != "unknown", (place, loop)
