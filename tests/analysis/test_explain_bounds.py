"""What would take long is bounded and said; the same input gives the same bytes."""

import json
import os
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]


def explain(*words) -> str:
    command = [os.environ.get("ISOTACH_BINARY", "isotach"), "explain", "--json", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=100).stdout


def test_accesses_of_one_loop_have_a_bound(tmp_path):
    path = tmp_path / "many.f90"
    lines = "".join(f"a(i+{k})={k}\n" for k in range(30_000))
    path.write_text(f"subroutine s(a,n)\ninteger :: i,n\nreal :: a(*)\ndo i=1,n\n{lines}end do\nend subroutine\n")
    (loop,) = json.loads(explain(path))["loops"]
    assert (loop["verdict"], loop["reasons"][0]["kind"]) == ("unknown", "too_many")


def test_deep_nests_have_a_bound(tmp_path):
    path = tmp_path / "deep.f90"
    depth = 80
    begin = "".join(f"do i{k} = 1, 2\n" for k in range(depth))
    path.write_text(f"subroutine s(a)\nreal :: a(10)\n{begin}a(1) = 1\n" + "end do\n" * depth + "end subroutine\n")
    loops = json.loads(explain(path))["loops"]
    assert len(loops) == depth
    assert [reason["kind"] for reason in loops[0]["reasons"]] == ["too_many"]
    assert loops[-1]["verdict"] == "not_parallel"


def test_threads_change_nothing():
    tree = ROOT / "examples/turbulence"
    assert explain("-j", "1", tree) == explain("-j", "2", tree)
