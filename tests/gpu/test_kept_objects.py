"""The run-time library of CUDA modules and the fixed part of extensions are compiled once for all builds with the same options."""

import json
import os
import subprocess

TEXT = """\
subroutine set(a)
  use cudafor
  real, intent(inout) :: a(4)
  real, device :: a_d(4)
  a_d = 3
  a = a_d
end subroutine
"""


def test_objects_are_shared(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))

    def reused(name, *options):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "set.cuf").write_text(TEXT)
        command = [os.environ.get("ISOTACH_BINARY", "isotach"), "build", "set.cuf", "-m", name, "--target", "cuda", "--host-exec", "--json"]  # fmt: skip
        done = subprocess.run([*command, *options], cwd=folder, capture_output=True, text=True, check=True)
        return json.loads(done.stdout)["reused"]

    runtime = 5  # isotach_common.c, cudafor.f90, memory.c, given.c, host_exec.c
    assert reused("one") == 0
    kept = sorted((tmp_path / "cache/isotach/objects").iterdir())
    assert len(kept) == runtime + 2  # and two modules' interfaces
    assert reused("two", "--keep", "elsewhere") == runtime
    assert reused("three", "--fflags=-O0") == runtime - 1  # the part in Fortran has other options
    for path in kept:
        path.unlink()
    assert reused("four") == 0
