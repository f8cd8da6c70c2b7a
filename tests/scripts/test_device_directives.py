"""Fortran with directives of OpenACC and OpenMP's TARGET, run on the host: the same numbers as without them.

What a device does is not seen here: without one, both run on the host.
"""

import os
import pathlib
import subprocess

import pytest

FOLDER = pathlib.Path(__file__).resolve().parent / "golden" / "inputs" / "device"
SOURCE = FOLDER / "smooth.f90"


def run(source: pathlib.Path, folder: pathlib.Path, *flags: str) -> str:
    program = folder / source.stem
    subprocess.run(
        ["gfortran", "-O1", "-foffload=disable", *flags, "-J", str(folder), "-o", str(program), str(source)],
        check=True,
        capture_output=True,
        text=True,
    )
    environment = os.environ | {"OMP_NUM_THREADS": "1", "OMP_TARGET_OFFLOAD": "disabled", "ACC_DEVICE_TYPE": "host"}
    return subprocess.run([program], capture_output=True, text=True, check=True, env=environment).stdout


@pytest.fixture(scope="module")
def expected(fortran, tmp_path_factory) -> str:
    return run(SOURCE, tmp_path_factory.mktemp("plain"))


@pytest.mark.parametrize("how", ["parallel", "kernels", "omp", "acc-kernels", "acc-parallel-loops", "omp-target-loops"])
def test_the_same_numbers(how, expected, fortran, tmp_path):
    program = os.environ["ISOTACH_BINARY"]
    target = tmp_path / "smooth.f90"
    if how in ("parallel", "kernels", "omp"):
        script = FOLDER / ("omp_target.py" if how == "omp" else "openacc.py")
        command = [program, "psyclone", "-s", str(script), "-o", str(target), str(SOURCE)]
    else:
        command = [program, "transform", str(SOURCE), "--pass", how, "-o", str(tmp_path)]
    subprocess.run(command, check=True, capture_output=True, env=os.environ | {"FORM": how})
    assert "!$" in target.read_text()
    assert run(target, tmp_path, "-fopenmp" if how.startswith("omp") else "-fopenacc") == expected
