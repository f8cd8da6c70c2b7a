"""The runner of public CUDA Fortran, on a made-up folder with a program of each outcome."""

import importlib.util
import json
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
TOOL = ROOT / "tools" / "cuda_examples.py"

FILES = {
    "common/kernels.cuf": """module kernels
contains
  attributes(global) subroutine add(a)
    integer :: a(*)
    a(threadIdx%x) = a(threadIdx%x) + 1
  end subroutine
end module
""",
    # nearer than common's, and what near.cuf has to get
    "near/kernels.cuf": """module kernels
contains
  attributes(global) subroutine add(a)
    integer :: a(*)
    a(threadIdx%x) = a(threadIdx%x) + 10
  end subroutine
end module
""",
    "near/near.cuf": """program near
  use cudafor
  use kernels
  integer, device :: a_d(4)
  integer :: a(4)
  a_d = 0
  call add<<<1, 4>>>(a_d)
  a = a_d
  if (all(a == 10)) print *, 'Program Passed'
  if (any(a /= 10)) print *, 'Program Failed'
end program near
""",
    "far/far.cuf": """! the same: says that it failed
PROGRAM far
  use kernels
  integer, device :: a_d(4)
  integer :: a(4)
  a_d = 0
  call add<<<1, 4>>>(a_d)
  a = a_d
  if (a(1) /= 10) print *, 'Test FAILED'
  stop
END
""",
    "more/silent.cuf": "program silent\n  integer, device :: a_d\n  a_d = 1\n  print *, 'done'\nend program\n",
    "more/ends.cuf": "program ends\n  integer, device :: a_d\n  a_d = 1\n  stop 3\nend program\n",
    "more/refused.cuf": """program refused
  integer, device :: a_d
  integer :: a
  a_d = 1
  a = 1 + a_d
end program
""",
    "more/shuffle.cuf": """module m
contains
  attributes(global) subroutine k(a)
    integer :: a(*)
    a(1) = __shfl(a(1), 2) ! managed, texture: words of a comment
  end subroutine
end module
program shuffle
  use m
end program
""",
    "more/missing.cuf": "program lacks\n  use nowhere\n  integer, device :: a_d\n  a_d = there\nend program\n",
    "more/forever.cuf": "program forever\n  integer, device :: a_d\n  do\n    a_d = 1\n  end do\nend program\n",
    "more/host.f90": "program host\n  print *, 'no CUDA here'\nend program\n",
}


def test_outcomes(tmp_path):
    for name, text in FILES.items():
        place = tmp_path / "examples" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
    command = [sys.executable, TOOL, tmp_path / "examples", "--limit", "6", "--table", "--json", tmp_path / "rows.json"]
    environment = os.environ | {"PYTHONPATH": "", "FFLAGS": "-O0", "CFLAGS": "-O0"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert done.returncode == 1, done.stdout + done.stderr  # one says that it is wrong
    rows = {row["file"]: row for row in json.loads((tmp_path / "rows.json").read_text())}
    assert {name: row["outcome"] for name, row in rows.items()} == {
        "common/kernels.cuf": "built", "near/kernels.cuf": "built", "near/near.cuf": "right", "far/far.cuf": "wrong",
        "more/silent.cuf": "ran", "more/ends.cuf": "ended", "more/refused.cuf": "refused", "more/shuffle.cuf": "refused",
        "more/missing.cuf": "missing", "more/forever.cuf": "time"}, rows  # fmt: skip
    assert rows["near/near.cuf"]["with"] == ["near/kernels.cuf"] and rows["far/far.cuf"]["with"] == [
        "common/kernels.cuf"
    ]
    assert rows["more/shuffle.cuf"]["needs"] == ["shuffles"] and not rows["more/refused.cuf"]["needs"]
    assert "of 6 programs made of must rows that have all they need 2 run (33 %); wrong: 1" in done.stdout
    assert "'X' lies in device memory, and its value is needed on the host" in done.stdout
    assert (tmp_path / "examples/far/far.cuf").read_text() == FILES["far/far.cuf"]


def test_a_program_becomes_a_subroutine():
    spec = importlib.util.spec_from_file_location("cuda_examples", TOOL)
    tool = importlib.util.module_from_spec(spec)
    sys.modules["cuda_examples"] = tool
    spec.loader.exec_module(tool)
    text = "  Program a ! one\n  program_of = 'end program'\nEND PROGRAM a\n"
    assert tool.as_subroutine(text) == "  subroutine a ! one\n  program_of = 'end program'\nend subroutine a\n"
