"""The fixed part of extensions is compiled once for all modules with the same options, and each module has its own of it."""

import json
import os
import subprocess
import sys

TEXT = """\
subroutine {0}(n)
  integer, intent(in) :: n
  if (n > 1) stop {1}
end subroutine {0}
"""
BINARY = os.environ.get("ISOTACH_BINARY", "isotach")


def run(folder, *words):
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_modules_share_the_object_and_nothing_at_run_time(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for code, name in enumerate(("one", "two", "three", "four"), start=1):
        (tmp_path / f"{name}.f90").write_text(TEXT.format(name, code))

    def reused(name):
        return json.loads(run(tmp_path, BINARY, "build", f"{name}.f90", "-m", name, "--json"))["reused"]

    assert reused("one") == 0
    assert reused("two") == 1
    monkeypatch.setenv("CFLAGS", "-O2")
    assert reused("three") == 0
    monkeypatch.delenv("CFLAGS")
    run(tmp_path, BINARY, "f2py", "-c", "four.f90", "-m", "four")
    assert len(list((tmp_path / "cache/isotach/objects").glob("*.o"))) == 2  # -O1 and -O2: f2py added none
    program = """
import one, two, four
found = [f"{one.FortranStop.__module__} {two.FortranStop.__module__}", one.error is two.error]
for module in (one, two, four):
    try:
        getattr(module, module.__name__)(2)
    except module.FortranStop as stop:
        found.append(stop.code)
print(found)
"""
    assert run(tmp_path, sys.executable, "-c", program).strip() == "['one two', False, 1, 2, 4]"
    exported = run(tmp_path, "nm", "-D", "--defined-only", "one.abi3.so").split()
    assert exported[2::3] == ["PyInit_one"]
