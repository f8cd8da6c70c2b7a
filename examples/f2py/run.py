"""One Fortran file and its signature file, built by meson, CMake, setuptools and one command; all give the same."""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
BUILDS = {
    "one command": ["isotach f2py -c smooth.pyf smooth.f --opt=-O2"],
    "meson": ["meson setup build --buildtype=plain", "meson compile -C build"],
    "CMake": ["cmake -S . -B build -G Ninja", "cmake --build build"],
    "setuptools": [f"{sys.executable} setup.py -q build_ext --inplace"],
}
SHOW = """
import numpy as np, smooth
a = np.array([0.0, 0, 6, 0, 0, 9])
print(smooth.smooth(a, 3), smooth.smooth(a, kind="T"), smooth.roughness(a))
try:
    smooth.smooth(a, 4)
except smooth.error as error:
    print(error)
"""


def build_and_show(commands: list[str]) -> str:
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        for file in HERE.iterdir():
            if file.is_file():
                shutil.copy(file, work)
        names = work / "names"
        names.mkdir()
        (names / "isotach").symlink_to(os.environ.get("ISOTACH_BINARY") or shutil.which("isotach"))
        environment = {**os.environ, "PATH": f"{names}:{os.environ['PATH']}", "PYTHONPATH": f"{work}:{work / 'build'}"}
        for command in commands:
            done = subprocess.run(
                command.split(), cwd=work, env=environment, capture_output=True, text=True, check=False
            )
            if done.returncode:
                sys.exit(f"{command}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
        shown = subprocess.run([sys.executable, "-c", SHOW], cwd=work, env=environment, capture_output=True, text=True,
                               check=True)  # fmt: skip
        return shown.stdout


def main():
    shown = {name: build_and_show(commands) for name, commands in BUILDS.items()}
    print(shown["one command"], end="")
    assert len(set(shown.values())) == 1, shown
    print(f"{', '.join(BUILDS)}: the same")


if __name__ == "__main__":
    main()
