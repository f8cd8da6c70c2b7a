"""Fortran that a script has put on the device: are results right when the host's copies are spoilt between calls?

    ISOTACH_BINARY=build/check/bin/isotach python3 bench/gpu/scripted.py prepare     builds scripted/ into build/scripted
    LD_LIBRARY_PATH=build/scripted python3 bench/gpu/scripted.py run      on the GPU machine, with build/scripted in place

A procedure writes fields on the device, another one reads them, and again with other fields; the host's copies are spoilt
in between, so numbers are right only if both ran on the device and nothing was copied that should not be. Exit code 0 if
all is right.
"""

import os
import pathlib
import shutil
import subprocess
import sys

from offloaded import copy_libraries

HERE = pathlib.Path(__file__).resolve().parent
OUT = HERE.parents[1] / "build" / "scripted"
OPENACC = ["-fopenacc", "-foffload=nvptx-none", "-foffload-options=nvptx-none=-misa=sm_80"]
FORMS = ("parallel", "kernels")


def compiled(folder: pathlib.Path, module: pathlib.Path, flags: list[str]) -> None:
    sources = [str(module), str(HERE / "scripted" / "program.f90")]
    command = ["gfortran", "-O2", *flags, "-J", str(folder), "-o", str(folder / "scripted"), *sources]
    subprocess.run(command, check=True)


def prepare() -> None:
    shutil.rmtree(OUT, ignore_errors=True)
    binary = os.environ.get("ISOTACH_BINARY", "isotach")
    source, script = HERE / "scripted" / "fields.f90", HERE / "scripted" / "openacc.py"
    (OUT / "host").mkdir(parents=True)
    compiled(OUT / "host", source, [])
    for form in FORMS:
        folder = OUT / form
        folder.mkdir()
        command = [binary, "psyclone", "-s", str(script), "-o", str(folder / "fields.f90"), str(source)]
        subprocess.run(command, check=True, env=os.environ | {"FORM": form})
        compiled(folder, folder / "fields.f90", OPENACC)
    host = subprocess.run([OUT / "host" / "scripted"], capture_output=True, text=True, check=True)
    (OUT / "expected").write_text(host.stdout)
    copy_libraries(OUT)


def run() -> int:
    wrong = 0
    for form in FORMS:
        for word in ("", "poison"):
            done = subprocess.run(
                [OUT / form / "scripted", word],
                capture_output=True,
                text=True,
                env=os.environ | {"ACC_DEVICE_TYPE": "nvidia", "GOMP_DEBUG": "1"},
            )
            right = done.returncode == 0 and done.stdout == (OUT / "expected").read_text()
            launched = done.stderr.count("kernel")
            print(
                f"{form:10} {word or 'as it is':10} {'right' if right else 'WRONG'}  debug lines with 'kernel': {launched}"
            )
            if not right:
                print(done.stdout, "\n".join(line for line in done.stderr.splitlines() if "libgomp" in line)[-1000:])
            wrong += not right
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(run() if sys.argv[1:] == ["run"] else prepare() if sys.argv[1:] == ["prepare"] else 2)
