"""STOP, ERROR STOP and run-time errors raise; test_interpreters.py runs this file again."""

import contextlib
import gc
import pathlib
import subprocess
import sys

import isotach
import numpy as np
import pytest

SOURCE = pathlib.Path(__file__).parent / "fortran" / "stops.f90"


@pytest.mark.parametrize(
    "way, message, code, text",
    [
        (1, "STOP", 0, ""),
        (2, "STOP no convergence", 0, "no convergence"),
        (3, "STOP 7", 7, "7"),
        (4, "ERROR STOP", 1, ""),
        (5, "ERROR STOP bad state", 1, "bad state"),
        (6, "ERROR STOP 9", 9, "9"),
        (7, "EXIT 4", 4, "4"),
        (9, "ERROR STOP deep inside", 1, "deep inside"),
    ],
)
def test_what_ends_a_program_raises(stops_py, way, message, code, text):
    x = np.zeros(2)
    with pytest.raises(stops_py.FortranStop) as caught:
        stops_py.stops.halt(way, x)
    assert str(caught.value) == f"stops.halt: {message}"
    assert (caught.value.code, caught.value.message) == (code, text)
    assert isinstance(caught.value, RuntimeError)
    np.testing.assert_array_equal(x, 1)  # what was done stays done


def test_runtime_errors_raise(stops_py):
    with pytest.raises(RuntimeError, match=r"stops.halt: Fortran run-time error: .*already allocated variable 'a'"):
        stops_py.stops.halt(8, np.zeros(1))


def test_the_module_goes_on_after_a_stop(stops_py):
    before = stops_py.stops.calls
    for _ in range(50):
        with pytest.raises(stops_py.FortranStop):
            stops_py.stops.halt(9, np.zeros(1))
        x = np.zeros(1)
        stops_py.stops.halt(0, x)
        assert x == 2
    assert stops_py.stops.calls == before + 100


def test_nothing_of_python_leaks(stops_py):
    x = np.zeros(1)

    def halt():
        with contextlib.suppress(RuntimeError):
            stops_py.stops.halt(5, x)

    growth = []
    for _ in range(4):
        before = sys.getallocatedblocks()
        for _ in range(300):
            halt()
        gc.collect()
        growth.append(sys.getallocatedblocks() - before)
    assert min(growth) < 250


def test_stop_beside_compute_regions():
    module = isotach.build([SOURCE], "stops_acc", target="openacc")
    x = np.ones(4)
    with pytest.raises(module.FortranStop, match="STOP too large"):
        module.stops.doubled(x, 1.0)
    module.stops.doubled(x, 8.0)
    np.testing.assert_array_equal(x, 4)


def test_a_stop_in_a_team_of_threads_ends_the_process():
    module = isotach.build([SOURCE], "stops_omp", fflags="-fopenmp")
    folder = str(pathlib.Path(module.__file__).parent)
    code = f"import sys; sys.path.insert(0, {folder!r}); import stops_omp; stops_omp.stops.from_a_team(8)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (1, "ERROR STOP in a team\n")
    with pytest.raises(module.FortranStop, match="STOP too large"):
        module.stops.doubled(np.ones(4), 1.0)
