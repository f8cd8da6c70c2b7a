"""No loop is said to be parallel that is not, nearly no safe one is refused; and the judge of that notices what is wrong."""

import dataclasses
import json
import subprocess
import sys

import pytest
import sampling
from loops import data, judging, mutants, nests, reading, running

TOOL = running.ROOT / "tests" / "random" / "random_loops.py"
# In CI every third executable is compiled and run; the others are run in other orders by their Python.
COUNT = 23000 if sampling.FULL else 1000
if not sampling.FULL:
    sampling.state("random/loops: of one seed", COUNT, 23000)


# Percent of the safe loops.
TIMID = 2


def run(*arguments: str):
    return subprocess.run([sys.executable, TOOL, *map(str, arguments)], capture_output=True, text=True)


def test_verdicts_hold(tmp_path):
    every = [] if sampling.FULL else ["--execute-every", "3"]
    done = run(
        "--count",
        COUNT,
        "--seed",
        "4",
        "--output",
        tmp_path,
        "--json",
        tmp_path / "rows.json",
        "--timid",
        TIMID,
        *every,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    rows = json.loads((tmp_path / "rows.json").read_text())
    assert len(rows) == COUNT and not any(row["wrong"] for row in rows)
    assert sum(row["label"] == "unsafe" for row in rows) > 0.3 * COUNT
    assert sum(row["verdict"] == "parallel" for row in rows) > 0.3 * COUNT
    often = [sum(name in row["pieces"] for row in rows) for name in running.pieces()]
    assert min(often) >= 500 if sampling.FULL else min(often) >= 8


def test_every_false_verdict_is_noticed(tmp_path):
    """All loops are said to be parallel, with the clauses that look right."""
    done = run(
        "--count", "120", "--seed", "11", "--say-parallel", "--output", tmp_path, "--json", tmp_path / "rows.json"
    )
    assert done.returncode == 1, done.stdout + done.stderr
    rows = json.loads((tmp_path / "rows.json").read_text())
    assert sum(row["label"] == "unsafe" for row in rows) > 30
    for row in rows:
        assert bool(row["wrong"]) == (row["label"] == "unsafe"), row


@pytest.mark.parametrize("bad", [True, False])
def test_each_piece_is_what_it_claims(bad):
    headers = (nests.HEADERS[0], nests.HEADERS[1], nests.Header("1, n, 2", 2, top="n"))
    for name in running.pieces():
        tries = (nests.alone(name, bad, str(number), header) for header in headers for number in range(20))
        assert any(tries), name


@pytest.mark.parametrize(
    ("name", "clause"), [("scalar", "private"), ("array", "private"), ("used_after", "lastprivate"), ("sums", "reduction"), ("bits", "reduction"), ("module_variable", "lastprivate")]
)  # fmt: skip
def test_a_clause_that_is_left_out_is_noticed(name, clause):
    for attempt in range(60):
        rng = nests.random.Random(f"clause {attempt}")
        context = nests.Context(rng, attempt, nests.HEADERS[0])
        nests.PIECES[name](context, False)
        nest = nests.build(context, [name], "", rng, False)
        if getattr(nest.clauses, clause) and not (
            clause == "private" and len(nest.clauses.private) == 1 and "j" in nest.clauses.private[0]
        ):
            break
    known = nests.known(nest)
    assert not known.wrong(nest, nests.with_counters(nest, nest.clauses))
    assert known.wrong(nest, nests.with_counters(nest, dataclasses.replace(nest.clauses, **{clause: []})))


def test_python_is_refused_for_what_it_does_not_know():
    procedure = reading.Procedure("p", [], [reading.Variable("t")], ["t = unheard_of(3)"])
    with pytest.raises(SyntaxError):
        reading.compiled([procedure])


def test_sums_of_fortran_and_python_agree_on_types():
    """The weights are the same in drawing.f90, and negative sums wrap as Fortran's do."""
    assert data.hashed([[1]]) == 2654435761 and data.hashed([[-1, 0]]) == -2654435761
    assert judging.inferred([], set(), set()).names() == set()


def test_each_mutant_has_its_place():
    """Running them takes minutes and is done by hand."""
    assert mutants.mutated.misplaced(mutants.EDITS) == [] and len(mutants.EDITS) > 30
    assert len(mutants.mutated.misplaced([("src/analysis/flow.cpp", "text that is not there", "")])) == 1
