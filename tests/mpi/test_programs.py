"""Every program of examples/lfric prints the same on any number of ranks, with every checking mode on."""

import itertools
import re

import lfric_programs
import pytest
import sampling

pytestmark = pytest.mark.mpi

# Poison and signalling NaN exclude each other: they take turns.
CHECKS = {
    1: "poison=-1e30,annexed,audit",
    2: "snan,annexed,audit",
    3: "poison=-1e30,annexed,audit",
    4: "poison=7,annexed,audit",
    6: "snan,annexed,audit",
}


# PSyclone's layers run on 1 and on 4 ranks in `make examples` as well.
OURS = sampling.sample("mpi/programs: on numbers of ranks", itertools.product(lfric_programs.names(), CHECKS), 28)
THEIRS = sampling.sample(
    "mpi/programs: PSyclone's layers on numbers of ranks", itertools.product(lfric_programs.names(), (1, 4, 6)), 8
)


def run_and_compare(program, name, ranks):
    done = lfric_programs.mpirun(ranks, program, LFRIC_CHECK=CHECKS[ranks])
    assert not lfric_programs.verdict(name, done), f"LFRIC_CHECK={CHECKS[ranks]}: {done.stderr}"


@pytest.mark.parametrize(("name", "ranks"), OURS)
def test_a_program_prints_what_is_expected_on_any_number_of_ranks(isotach_programs, name, ranks):
    run_and_compare(isotach_programs[name], name, ranks)


@pytest.mark.parametrize(("name", "ranks"), THEIRS)
def test_a_program_with_psyclones_layer_does_too(programs, name, ranks):
    run_and_compare(programs[name], name, ranks)


def test_the_comparison_tells_values_checksums_and_missing_lines_apart():
    lines = ["a: x   1.0000000000000000E+00 within 1.0E-12", "a: f   from 1 to 2  checksum 0000ABCD"]
    near = ["a: x   1.0000000000001000E+00 within 1.0E-12", lines[1]]
    far = ["a: x   1.0000000000100000E+00 within 1.0E-12", lines[1]]
    other = [lines[0], lines[1].replace("ABCD", "ABCE")]
    assert not lfric_programs.difference(near, lines)
    assert lfric_programs.difference(far, lines)
    assert lfric_programs.difference(other, lines)
    assert lfric_programs.difference(lines[:1], lines)
    assert lfric_programs.difference(["a: x   NaN within 1.0E-12", lines[1]], lines)


def test_the_documentation_prints_what_the_programs_print():
    """Every program is shown in docs/runtime.md with the command and the output that the tests hold it to."""
    text = (lfric_programs.ROOT / "docs" / "runtime.md").read_text()
    shown = dict(re.findall(r"^\$ mpirun -n 4 --oversubscribe build/lfric/(\w+)/bin/\w+\n(.*?)^```", text, re.M | re.S))
    assert sorted(shown) == lfric_programs.names()
    for name, output in shown.items():
        assert not lfric_programs.difference(lfric_programs.result(output), lfric_programs.expected(name)), name
