"""Run-time errors of libgfortran and integer division by zero raise; what ends the process says where it was."""

import contextlib
import pathlib
import re
import resource
import subprocess
import sys
import threading

import isotach
import numpy as np
import pytest

FOLDER = pathlib.Path(__file__).parent / "fortran"
SOURCE = FOLDER / "faults.f90"
WAYS = range(1, 16)


@pytest.fixture(scope="module")
def built():
    return isotach.build([SOURCE], "faults_py", fflags="-fopenmp")


@pytest.fixture(scope="module")
def program(tmp_path_factory):
    """The same source as gfortran makes a program of it: what it says is what has to be raised."""
    folder = tmp_path_factory.mktemp("faults")
    (folder / "main.f90").write_text(
        "program main\n use faults\n character(len=8) :: way\n integer :: k\n call get_command_argument(1, way)\n"
        " read (way, *) k\n call fail(k)\n print *, done\nend program\n"
    )
    subprocess.run(["gfortran", str(SOURCE), "main.f90", "-o", "main"], cwd=folder, check=True)
    return lambda way: subprocess.run([folder / "main", str(way)], capture_output=True, text=True)


def in_a_process(module, statements, *options):
    code = f"import sys; sys.path.insert(0, {str(pathlib.Path(module.__file__).parent)!r})\n"
    code += f"import numpy as np, {module.__name__}\nmodule = {module.__name__}.{module.__name__[:-3]}\n{statements}\n"
    return subprocess.run([sys.executable, *options, "-c", code], capture_output=True, text=True, timeout=120)


@pytest.mark.parametrize("way", WAYS)
def test_what_a_program_dies_of_raises(built, program, way):
    ended = program(way)
    said = re.search(r"(?:Fortran runtime error|Error allocating)[:]? ?(.*)", ended.stderr)
    if ended.returncode == 0:  # not an error for gfortran, so none for Python
        built.faults.fail(way)
        assert built.faults.done == way + 100
        return
    with pytest.raises(built.FortranStop) as caught:
        built.faults.fail(way)
    assert said[1] in str(caught.value), ended.stderr
    assert str(caught.value).startswith("faults.fail: Fortran run-time error: ")
    assert f"file {SOURCE}" in str(caught.value) or f"file '{SOURCE}'" in str(caught.value)
    assert caught.value.code == ended.returncode
    assert built.faults.done == way, "what was done stays done"


def test_most_ways_are_errors(program):
    assert sum(program(way).returncode != 0 for way in WAYS) >= 12


@pytest.mark.parametrize("way, how", [(1, 1), (2, 10), (3, 20), (6, 6)])
def test_iostat_and_labels_keep_their_meaning(built, way, how):
    assert built.faults.handled(way) == how


@pytest.mark.parametrize("way, text", [(4, "Bad integer"), (5, "End of file")])
def test_a_label_for_another_condition_does_not_take_it(built, way, text):
    with pytest.raises(built.FortranStop, match=text):
        built.faults.handled(way)


def test_integer_division_by_zero_raises(built):
    assert built.faults.divide(7, 2) == 3
    for a, b in ((1, 0), (0, 0), (-(2**31), -1)):
        for _ in range(3):  # the signal is not left blocked
            with pytest.raises(built.FortranStop, match="integer division by zero") as caught:
                built.faults.divide(a, b)
            assert caught.value.code == 128 + 8
    assert built.faults.divide(7, -2) == -3


DIVISIONS = FOLDER / "divisions.f90"
DIVIDED, WITHOUT_DIVIDING = range(1, 14), range(14, 22)


@pytest.fixture(scope="module", params=["-O3", "-O0", "-O2 -fnon-call-exceptions"])
def divisions(request, tmp_path_factory):
    """A module, and the program that gfortran makes with the same options."""
    folder = tmp_path_factory.mktemp("divisions")
    (folder / "main.f90").write_text(
        "program main\n use divisions\n character(len=8) :: text\n integer :: way\n"
        " call get_command_argument(1, text)\n read (text, *) way\n print *, divide(way, 3)\nend program\n"
    )
    command = ["gfortran", *request.param.split(), "-fPIC", "-ffree-line-length-none", str(DIVISIONS), "main.f90"]
    subprocess.run([*command, "-o", "main"], cwd=folder, check=True)
    return (
        isotach.build([DIVISIONS], "divisions_py", fflags=request.param),
        lambda way: subprocess.run([folder / "main", str(way)], capture_output=True, text=True),
        request.param,
    )


def test_what_kills_a_program_by_a_division_raises(divisions):
    """Where the processor divides. Where GCC knows an answer without dividing, it is that of the program."""
    module, program, options = divisions
    raised = set()
    for way in (*DIVIDED, *WITHOUT_DIVIDING):
        assert module.divisions.divide(way, 5) is not None
        ended = program(way)
        try:
            answer = module.divisions.divide(way, 3)
        except module.FortranStop as error:
            assert error.code == 136 and "integer division by zero" in str(error)
            raised.add(way)
            assert ended.returncode == -8, way
        else:
            assert (ended.returncode, int(ended.stdout)) == (0, answer), way
    assert raised.issuperset(DIVIDED)
    # What docs/python-modules.md says of GCC.
    more = {14, 15, 16, 17, 20} if "-fnon-call" in options else {20} if options == "-O0" else set()
    assert raised == {*DIVIDED, *more}


def test_division_by_zero_in_other_threads_of_python(built):
    caught = []

    def work():
        for _ in range(200):
            try:
                built.faults.divide(1, 0)
            except built.FortranStop as error:
                caught.append(error.code)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert caught == [136] * 800


def test_a_unit_is_not_left_locked(built):
    """By a stop, a division, an exception of Python within the list of an output statement; also for other threads."""
    done = in_a_process(built, """
import threading
unit = module.open_scratch()
def attempt(call, *arguments):
    try: call(*arguments)
    except BaseException as error: print(type(error).__name__, str(error)[-4:])
def fail(k): raise KeyError('mine')
for call, arguments in ((module.write_pair, (unit, 0)), (module.write_pair, (unit, 1)), (module.write_from, (unit, fail))):
    attempt(call, *arguments)
    module.write_pair(unit, 3)
    thread = threading.Thread(target=module.write_pair, args=(unit, 3))
    thread.start(); thread.join()
print(module.records(unit))
""")  # fmt: skip
    assert done.stderr == ""
    # Six whole records of 3 and 100/2, and what the others had written.
    assert done.stdout == "FortranStop zero\nFortranStop y -1\nKeyError ine'\n(6, 3)\n"


def test_failing_statements_leak_nothing(built):
    def fail(times):
        for _ in range(times):
            for way in (2, 3, 7):
                with contextlib.suppress(built.FortranStop):
                    built.faults.fail(way)
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    before = fail(300)
    assert fail(6000) - before < 2000, "kB for 18,000 statements"


def test_rounding_and_subnormals_are_as_before_the_call(built):
    third, small = np.float64(1) / np.float64(3), np.array([5e-324])
    with pytest.raises(built.FortranStop):
        built.faults.round_up_and_stop()
    one, three = np.array([1.0]), np.array([3.0])
    assert (one / three)[0] == third and (small * 1.0)[0] != 0


def test_a_division_by_zero_in_a_team_ends_the_process(built):
    done = in_a_process(built, "print(module.divide_in_team(2), flush=True); module.divide_in_team(0)")
    assert (done.returncode, done.stdout) == (-8, f"{sum(i // 2 for i in range(1, 65))}\n")
    assert "arithmetic fault (SIGFPE) in procedure 'divide_in_team' of module 'faults'" in done.stderr


def test_a_wild_access_is_described(built):
    done = in_a_process(built, "module.store(np.zeros(2), 10**12)")
    assert done.returncode == -11
    assert "isotach: faults.store: segmentation fault (SIGSEGV) in procedure 'store' of module 'faults'" in done.stderr
    assert "access to address 0x" in done.stderr and "the process ends" in done.stderr
    line = subprocess.run(re.search(r"\(its line: (.*?)\)", done.stderr)[1].split(), capture_output=True, text=True)
    number = 1 + SOURCE.read_text().splitlines().index("    a(k) = 1")
    assert f"faults.f90:{number}" in line.stdout


@pytest.mark.parametrize("thread", [False, True])
def test_a_stack_overflow_is_described(built, thread):
    call = "module.dig(np.ones(64, np.int32))"
    if thread:
        call = (
            f"import threading; threading.stack_size(1 << 20); t = threading.Thread(target=lambda: {call});"
            "t.start(); t.join()"
        )
    done = in_a_process(built, call)
    assert done.returncode == -11
    assert "isotach: faults.dig: segmentation fault" in done.stderr and "the stack overflowed" in done.stderr
    size = int(re.search(r"it has (\d+) bytes", done.stderr)[1])
    assert (900_000 < size <= 1 << 20) if thread else size > 1 << 20
    assert "ulimit -s" in done.stderr


@pytest.mark.parametrize("before", [True, False])
def test_faulthandler_still_speaks(built, before):
    statements = "import faulthandler; faulthandler.enable()\n" if not before else ""
    done = in_a_process(
        built, statements + "module.store(np.zeros(2), 10**12)", *(["-X", "faulthandler"] if before else [])
    )
    assert done.returncode == -11
    assert "Fatal Python error: Segmentation fault" in done.stderr
    assert "isotach: faults.store: segmentation fault" in done.stderr


def test_faults_of_others_are_theirs(built):
    done = in_a_process(built, "import ctypes; ctypes.string_at(8)")
    assert (done.returncode, done.stderr) == (-11, "")
    done = in_a_process(built, "import os, signal; os.kill(os.getpid(), signal.SIGFPE)")
    assert (done.returncode, done.stderr) == (-8, "")


def test_parts_of_a_module_describe_addresses_of_theirs():
    module = isotach.build([FOLDER / "fault_ranges.f90"], "fault_ranges_py", only=["touch_shadow"])
    done = in_a_process(module, "module.touch_shadow(False)")
    assert done.returncode == -11 and "it belongs to 'u', which is on the device" in done.stderr
    done = in_a_process(module, "module.touch_shadow(True)")
    assert done.returncode == -11 and "access to address 0x" in done.stderr


@pytest.mark.parametrize("fflags, ldflags", [("-flto", "-flto"), ("-O0 -fcheck=all", "-Wl,-z,now")])
def test_other_ways_to_link(fflags, ldflags):
    module = isotach.build([SOURCE], "faults_linked", fflags=fflags, ldflags=ldflags)
    with pytest.raises(module.FortranStop, match=r"Cannot open file '/nonexistent/none\.txt'"):
        module.faults.fail(1)
    with pytest.raises(module.FortranStop, match="integer division by zero"):
        module.faults.divide(1, 0)


ALONE = {
    "open": "open(10, file='/no/such/file', status='old')",
    "close": "close(97)",
    "backspace": "backspace(99999)",
}


@pytest.mark.parametrize("statement", ALONE)
def test_one_statement_alone_needs_the_library(statement, tmp_path):
    """Nothing else of the module refers to Fortran's run-time library."""
    source = tmp_path / "alone.f90"
    source.write_text(f"subroutine alone()\n{ALONE[statement]}\nend subroutine\n")
    code = f"import isotach\nm = isotach.build([{str(source)!r}], 'alone')\ntry: m.alone()\nexcept Exception as e: print(type(e).__name__)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0 and done.stdout in ("FortranStop\n", ""), done.stderr
    if statement == "open":
        assert done.stdout == "FortranStop\n"
