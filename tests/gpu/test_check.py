"""isotach check of Fortran: the catalogue's examples, repairs, and no false alarms."""

import json
import os
import pathlib
import shutil
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
FAULTS = ROOT / "examples" / "pointer_faults"
PROGRAM = os.environ.get("ISOTACH_BINARY", str(ROOT / "build" / "dev" / "bin" / "isotach"))
REPAIRED = {1, 3, 4, 13, 14, 17, 19, 21}


def check(*words: object) -> tuple[int, list[dict]]:
    done = subprocess.run([PROGRAM, "check", "--json", *map(str, words)], capture_output=True, text=True)
    return done.returncode, json.loads(done.stdout)["files"]


def test_every_faulty_form_and_no_fixed_one() -> None:
    done = subprocess.run([sys.executable, FAULTS / "run.py", "--isotach", PROGRAM], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("number", sorted(REPAIRED))
def test_repair(number: int, tmp_path: pathlib.Path) -> None:
    source = tmp_path / "source.f90"
    before = (FAULTS / f"p{number:02}_faulty.f90").read_text()
    source.write_text(before)
    status, (file,) = check("--fix", source)
    assert (status, file["faults"]) == (0, []), file
    assert file["repaired"] >= 1
    after = source.read_text()
    kept = [line for line in before.splitlines() if line in after.splitlines()]
    assert len(before.splitlines()) - len(kept) <= 1  # lines are added, or one directive gets a clause
    assert check("--fix", source) == (0, [{**file, "repaired": 0}])
    assert source.read_text() == after
    if shutil.which("gfortran"):
        command = ["gfortran", "-fopenacc", "-foffload=disable", "-J", tmp_path, "-o", tmp_path / "run", source]
        subprocess.run(command, check=True, capture_output=True)
        subprocess.run([tmp_path / "run"], check=True, capture_output=True)


def test_what_is_not_certain_is_left_as_it_is(tmp_path: pathlib.Path) -> None:
    for name in ("p02_faulty.f90", "p09_faulty.f90", "p10_faulty.f90"):
        source = tmp_path / name
        shutil.copy(FAULTS / name, source)
        status, (file,) = check("--fix", source)
        assert (status, file["repaired"]) == (1, 0)
        assert source.read_bytes() == (FAULTS / name).read_bytes()


def test_no_false_alarms() -> None:
    examples = [ROOT / "examples" / "turbulence", ROOT / "examples" / "vector_add"]
    status, files = check(*examples)
    assert status == 0
    assert len(files) > 8 and not any(file["faults"] for file in files)


HOST_READ = """
module state
  implicit none
  real(8) :: u(100)
contains
  subroutine begin
    u = 1
    !$acc enter data copyin(u)
  end subroutine
  subroutine step
    integer :: i
    !$acc parallel loop present(u)
    do i = 1, 100
      u(i) = u(i) + 1
    end do
  end subroutine
  subroutine output
    {update}
    print *, sum(u)
  end subroutine
end module
program model
  use state
  implicit none
  integer :: i
  {external}
  call begin
  do i = 1, 3
    call step
    {between}
  end do
  call output
end program
"""
HOST_WRITE = """
program p
  implicit none
  real(8) :: a(10)
  integer :: i
  logical :: on
  on = command_argument_count() == 0
  a = 1
  !$acc enter data copyin(a) {when}
  {assign}
  !$acc parallel loop {how}
  do i = 1, 10
    a(i) = a(i) + {scalar}
  end do
  {after}
  !$acc exit data copyout(a) {when}
  print *, a(1)
end program
"""


def host_read(update: str = "", between: str = "", external: str = "") -> str:
    return HOST_READ.format(update=update, between=between, external=external)


def host_write(
    when: str = "", assign: str = "", how: str = "default(present)", scalar: str = "1", after: str = ""
) -> str:
    return HOST_WRITE.format(when=when, assign=assign, how=how, scalar=scalar, after=after)


CASES = {
    "the host reads in another procedure": (host_read(), ["P17"]),
    "it was updated": (host_read(update="!$acc update host(u)"), []),
    "it was updated by a call of the library": (host_read(update="call acc_update_self(u)"), []),
    "an unknown procedure may have updated it": (host_read(between="call other", external="external other"), []),
    "an unknown procedure is given it": (host_write(after="call other(a)"), []),
    "perhaps the host reads it": (host_write(after="if (on) print *, a(1)"), []),
    "all is on the device": (host_write(), []),
    "perhaps it is": (host_write(when="if(on)"), []),
    "the host changed it": (host_write(assign="a(3) = 2"), ["P17"]),
    "perhaps the host changed it": (host_write(assign="if (on) a(3) = 2"), []),
    "other elements": (host_write(after="print *, a(1)"), ["P17"]),
    "a queue, then the end of the data": (host_write(how="present(a) async(1)"), ["P19"]),
    "a queue that is waited for": (host_write(how="present(a) async(1)", after="!$acc wait(1)"), []),
    "a queue that is waited for by a clause": (
        host_write(how="present(a) async(1)", after="!$acc update host(a) wait(1)"),
        [],
    ),
    "another queue is waited for": (host_write(how="present(a) async(1)", after="!$acc wait(2)"), ["P19"]),
}


@pytest.mark.parametrize("name", CASES)
def test_flow(name: str, tmp_path: pathlib.Path) -> None:
    text, expected = CASES[name]
    source = tmp_path / "source.f90"
    source.write_text(text)
    status, (file,) = check(source)
    assert [fault["id"] for fault in file["faults"]] == expected
    assert status == (1 if expected else 0)
    if not expected:
        return
    status, (file,) = check("--fix", source)
    assert (status, file["faults"]) == (0, [])


def test_a_fault_with_its_cause_in_a_caller(tmp_path: pathlib.Path) -> None:
    source = tmp_path / "source.f90"
    text = host_read(update="!$acc update host(u)").replace("  call begin\n", "")
    source.write_text(text)
    _, (file,) = check(source)
    (fault,) = file["faults"]
    lines = text.splitlines()
    assert (fault["id"], fault["line"]) == ("P0", lines.index("    !$acc parallel loop present(u)") + 1)
    assert fault["called_from"] == [f"{source}:{lines.index('    call step') + 1}"]


def test_modules_below_a_folder(tmp_path: pathlib.Path) -> None:
    module, program = host_read().split("program model", 1)
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "state.f90").write_text(module)
    (tmp_path / "model.f90").write_text("program model" + program)
    assert check(tmp_path / "model.f90") == (
        0,
        [{"path": str(tmp_path / "model.f90"), "good": True, "repaired": 0, "faults": []}],
    )
    status, files = check("-I", tmp_path / "lib", tmp_path / "model.f90", tmp_path / "lib" / "state.f90")
    assert status == 1 and [len(file["faults"]) for file in files] == [1, 0]


def test_bad_input(tmp_path: pathlib.Path) -> None:
    source = tmp_path / "source.f90"
    source.write_text("program p\n  a = = 1\n  !$acc data copy(a)\nend program\n")
    done = subprocess.run([PROGRAM, "check", "--fix", source], capture_output=True, text=True)
    assert done.returncode == 2 and "error" in done.stderr
    assert source.read_text().startswith("program p\n  a = = 1")
