"""Schedules: isotach show in numbers, and isotach.psykal, whose dependences are those of the compiler."""

import json
import os
import pathlib
import subprocess

import pytest
from isotach import IsotachError, psykal

ISOTACH = os.environ.get("ISOTACH_BINARY", "isotach")
EXAMPLES = pathlib.Path(__file__).resolve().parents[2] / "examples" / "lfric"
# Of each example: invokes, items and dependences between them.
COUNTS = {
    "advection": (3, 13, 9),
    "boundary": (2, 13, 11),
    "colours": (1, 10, 9),
    "columnwise": (4, 13, 10),
    "diffusion": (2, 5, 5),
    "evaluator": (1, 6, 5),
    "geometry": (1, 8, 6),
    "integers": (3, 19, 21),
    "iteration": (3, 12, 11),
    "multigrid": (9, 14, 5),
    "operators": (2, 14, 11),
    "overlap": (2, 14, 12),
    "precision": (1, 16, 19),
    "quadrature": (1, 10, 9),
    "solver": (5, 21, 13),
    "spaces": (2, 15, 15),
    "stencils": (2, 14, 11),
    "vectors": (1, 16, 13),
}


def show(*arguments):
    return subprocess.run([ISOTACH, "show", *map(str, arguments)], capture_output=True, text=True)


def algorithm(name):
    return EXAMPLES / name / f"{name}.x90"


@pytest.mark.parametrize("name", sorted(path.parent.name for path in EXAMPLES.glob("*/*.x90")))
def test_counts_and_dependences(name):
    report = json.loads(show(algorithm(name), "--json").stdout)["invokes"]
    items = sum(len(invoke["items"]) for invoke in report)
    edges = sum(len(invoke["edges"]) for invoke in report)
    assert (len(report), items, edges) == COUNTS[name]
    graph = show(algorithm(name), "--dag").stdout
    assert graph.count("fillcolor=") == items
    assert graph.count(" -> ") == edges
    for invoke, schedule in zip(report, psykal.schedules(algorithm(name)), strict=True):
        found = set()
        number = {item: position for position, item in enumerate(schedule.items)}
        for item in schedule.items:
            for argument in item.arguments:
                for there, back in ((argument.forward_dependence(), False), (argument.backward_dependence(), True)):
                    if there is not None:
                        first, second = (there, argument) if back else (argument, there)
                        label = first.name if first.component else second.name if second.component else first.name
                        found.add((number[first.item], number[second.item], label))
        assert found == {(edge["from"], edge["to"], edge["name"]) for edge in invoke["edges"]}


def test_three_components():
    (schedule,) = psykal.schedules(algorithm("vectors"))
    reader = next(item for item in schedule.items if item.title.startswith("distance_code"))
    argument = next(one for one in reader.arguments if one.name == "middle")
    exchanges = argument.backward_write_dependencies()
    assert [one.name for one in exchanges] == ["middle(3)", "middle(2)", "middle(1)"]
    assert {one.item.kind for one in exchanges} == {"exchange"}
    for one in exchanges:
        (writer,) = one.backward_write_dependencies()
        assert writer.item.title.startswith("middle_code")
    access = psykal.DataAccess(argument)
    for one, covered in zip(exchanges, (False, False, True), strict=True):
        access.update_coverage(one)
        assert access.covered is covered
    access.reset_coverage()
    assert not access.covered
    access.update_coverage(exchanges[0])
    with pytest.raises(psykal.ScheduleError, match="exchanged twice"):
        access.update_coverage(exchanges[0])
    with pytest.raises(psykal.ScheduleError, match="depend on each other"):
        psykal.DataAccess(exchanges[0]).update_coverage(exchanges[0])


def test_without_distributed_memory_there_are_loops_only():
    for schedule in psykal.schedules(algorithm("solver"), distributed=False):
        assert {item.kind for item in schedule.items} == {"loop"}


def test_errors_are_the_compilers():
    with pytest.raises(IsotachError, match="PsyNoKernelFile"):
        psykal.schedules(algorithm("solver"), kernels=[EXAMPLES / "vectors"])
