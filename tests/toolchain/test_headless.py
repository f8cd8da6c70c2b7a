"""The headless trap as f2py's users meet it: docs/headless.md, command by command."""

import json
import os
import pathlib
import subprocess
import sys

import pytest

SAXPY = """\
subroutine saxpy(n, x, y)
  integer, intent(in) :: n
  real(8), intent(in) :: x(n)
  real(8), intent(inout) :: y(n)
  integer :: i
  !$acc parallel loop copyin(x) copy(y)
  do i = 1, n
    y(i) = y(i) + 2*x(i)
  end do
end subroutine
"""
GPU = "-fopenacc -foffload=nvptx-none -foffload-options=nvptx-none=-misa=sm_80"


def run(*words, **variables):
    path = f"{pathlib.Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {key: value for key, value in os.environ.items() if key not in ("FFLAGS", "LDFLAGS", "FC", "CC")}
    return lambda folder: subprocess.run(list(map(str, words)), cwd=folder, capture_output=True, text=True,
                                         env=environment | {"PATH": path} | variables)  # fmt: skip


@pytest.fixture(scope="module")
def objects(tmp_path_factory):
    """What f2py compiles, once: its link is repeated with what is right and what is wrong."""
    folder = tmp_path_factory.mktemp("f2py")
    (folder / "saxpy.f90").write_text(SAXPY)
    done = run(sys.executable, "-m", "numpy.f2py", "-c", "saxpy.f90", "-m", "headless", "--backend", "distutils",
               f"--f90flags={GPU}", "--build-dir", folder / "kept")(folder)  # fmt: skip
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return folder


def check(file):
    done = run(os.environ.get("ISOTACH_BINARY", "isotach"), "check", "--json", file)(file.parent)
    return done.returncode, json.loads(done.stdout)["files"][0]


def imports(file):
    code = "import headless, numpy as np; y = np.ones(8); headless.saxpy(np.ones(8), y); print(y.sum())"
    return run(sys.executable, "-c", code, ACC_DEVICE_TYPE="host")(file.parent)


def link(objects, folder, *flags):
    folder.mkdir()
    made = next(objects.glob("headless*.so"))
    parts = sorted(str(path) for path in (objects / "kept").rglob("*.o"))
    done = run("gfortran", "-shared", *parts, *flags, "-o", folder / made.name)(folder)
    assert done.returncode == 0, done.stderr
    return folder / made.name


def whats(verdict):
    return "; ".join(finding["what"] for finding in verdict["findings"])


def test_f2py_drops_the_flags_at_its_link(objects):
    made = next(objects.glob("headless*.so"))
    status, verdict = check(made)
    assert (status, verdict["verdict"]) == (1, "headless")
    assert "__offload_func_table is undefined" in whats(verdict)
    assert "libgomp.so.1 is not among its needed libraries" in whats(verdict)
    assert "undefined symbol: __offload_func_table" in imports(made).stderr


@pytest.mark.parametrize("name, flags, runs, reason", [
    ("lgomp", ["-lgomp"], False, "__offload_func_table is undefined"),
    ("disabled", ["-fopenacc", "-foffload=disable"], True, "no image for a GPU"),
    ("nolto", ["-fopenacc", "-foffload=nvptx-none", "-fno-lto"], True, "no registration at load"),
])  # fmt: skip
def test_repairs_that_are_none(objects, tmp_path, name, flags, runs, reason):
    made = link(objects, tmp_path / name, *flags)
    status, verdict = check(made)
    assert (status, verdict["verdict"]) == (1, "headless")
    assert reason in whats(verdict)
    done = imports(made)
    assert (done.returncode == 0) == runs, done.stderr
    if runs:
        assert done.stdout == "24.0\n", "it computes on the host, which is why nobody notices"


def test_the_repair(objects, tmp_path):
    made = link(objects, tmp_path / "whole", *GPU.split())
    status, verdict = check(made)
    assert (status, verdict["verdict"], verdict["targets"]) == (0, "gpu-ready", ["nvptx sm_80"])
    assert imports(made).stdout == "24.0\n"


def test_files_that_cannot_be_judged_give_one_error_each(objects, tmp_path):
    whole = next(objects.glob("headless*.so")).read_bytes()
    (tmp_path / "cut.so").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "text.so").write_text("no module\n")
    (tmp_path / "empty.so").write_bytes(b"")
    (tmp_path / "folder.so").mkdir()
    for name in ("cut.so", "text.so", "empty.so", "folder.so", "missing.so"):
        done = run(os.environ.get("ISOTACH_BINARY", "isotach"), "check", name)(tmp_path)
        assert done.returncode == 2, name
        assert done.stderr.count("error:") == 1 and name in done.stderr, done.stderr
