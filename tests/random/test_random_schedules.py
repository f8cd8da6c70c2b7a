"""Random schedules give what arrays of numpy give, on any number of ranks; faults planted in them are caught."""

import json
import random
import subprocess
import sys

import lfric_programs
import pytest
import sampling
from schedules import algorithms, builtins, faults, harmless, kernels

pytestmark = pytest.mark.mpi
TOOL = lfric_programs.ROOT / "tests" / "random" / "random_schedules.py"

LAYER = """\
  subroutine invoke_s3_1(v, f, &
      depth)
    use mesh_mod, only: mesh_type
    loop0_stop = mesh%get_last_halo_cell(1)
    loop1_stop = f_proxy%vspace%get_last_dof_owned()
    if (v_proxy(2)%is_dirty(depth=2)) then
      call v_proxy(2)%halo_exchange(depth=2)
    end if
    call f_proxy%set_dirty()
    call f_proxy%set_clean(1)
    call v_proxy(3)%set_dirty()
  end subroutine invoke_s3_1
"""


# Ten schedules and a fault of each kind in them; with make test-full, 200 and 160 of each kind.
COUNT, BATCH, RANKS, FAULTS = (200, 50, "1,2,3,4,6", 40) if sampling.FULL else (10, 10, "1,3", 1)
if not sampling.FULL:
    sampling.state("random/schedules: of one seed", COUNT, 200)


@pytest.fixture(scope="module")
def small_run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("schedules")
    command = [sys.executable, TOOL, "--count", str(COUNT), "--batch", str(BATCH), "--seed", "4"]
    command += ["--ranks", RANKS, "--faults", str(FAULTS)]
    done = subprocess.run(
        [*command, "--output", folder, "--json", folder / "found.json"], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout, json.loads((folder / "found.json").read_text())


def test_schedules_give_what_the_oracle_gives(small_run):
    text, found = small_run
    runs = COUNT * 2 * len(RANKS.split(","))
    assert found["mismatches"] == [] and found["schedules"] == COUNT and found["runs"] == runs
    assert f"{COUNT} schedules on {RANKS.replace(',', ', ')} ranks" in text and "0 mismatches" in text
    assert found["features"]["operates_on cell_column"] > 10


def test_transformed_schedules_give_what_the_oracle_gives(tmp_path):
    """Lists of transformations that are drawn, run on ranks and threads (tests/random/schedules/transformations.py)."""
    count, batch, ranks = 20, 20, "1x1,3x2"
    if sampling.FULL:
        count, batch, ranks = 500, 25, "1x1,1x4,2x1,2x4,3x1,3x4,4x1,4x4,6x1,6x4"
    command = [sys.executable, TOOL, "--count", str(count), "--batch", str(batch), "--seed", "2026", "--ranks", ranks]
    command += ["--in-turn", "--transform", "--output", tmp_path, "--json", tmp_path / "found.json"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads((tmp_path / "found.json").read_text())["mismatches"] == []


def test_faults_are_caught(small_run):
    _, found = small_run
    assert {fault["kind"] for fault in found["faults"]} >= {"drop", "dirty", "clean", "bound"}
    caught = [fault for fault in found["faults"] if fault["caught"]]
    survivors = [fault for fault in found["faults"] if not fault["caught"] and fault["why"] == harmless.UNEXPLAINED]
    assert len(survivors) <= 0.05 * (len(caught) + len(survivors)), survivors
    assert len(caught) >= len(found["faults"]) // 2


def test_every_kind_of_fault_is_planted():
    found = faults.places(LAYER.splitlines())
    assert [(fault.kind, fault.schedule) for fault in found] == [
        (kind, 3)
        for kind in ["bound", "bound", "drop", "depth", "component", "dirty", "clean", "dirty", "clean", "component"]
    ]
    texts = {
        "drop": "if (.not. fault(1)) then",
        "depth": "if (asks(1)) call asked(1, v_proxy(2)%is_dirty(depth=2))\n    if (v_proxy(2)%is_dirty(depth=lowered(1, 2)))",
        "component": "call v_proxy(3)%halo_exchange(depth=2)",
        "dirty": "if (asks(1)) call asked(1, .not. f_proxy%is_dirty(depth=min(3, (1) + 1)))",
        "clean": "call f_proxy%set_clean(min(3, (1) + 1))",
        "bound": "merge(mesh%get_last_halo_cell(max(1, 1 - 1)), mesh%get_last_edge_cell(), 1 > 1)",
    }
    for kind, text in texts.items():
        lines = LAYER.splitlines()
        fault = next(fault for fault in found if fault.kind == kind)
        fault.number = 1
        faults.plant_one(lines, fault)
        assert text in "\n".join(lines), kind
    text, planted = faults.plant(LAYER, random.Random(1), 9)
    assert [fault.number for fault in planted] == list(range(1, len(planted) + 1))
    assert "depth)\n    use fault_mod" in text


def call(kernel: str, **fields: str) -> algorithms.Call:
    """A kernel that reads, writes, adds to, ... the fields that are given by access."""
    spaces = {name: "w0" if name[0] == "a" else "w3" for name in fields.values()}
    arguments = tuple(kernels.Argument("field", f"gh_{access}", spaces[name]) for access, name in fields.items())
    actuals = [algorithms.Actual(name, space) for name, space in spaces.items()]
    return algorithms.Call(actuals, kernels.Kernel(kernel, "cell_column", arguments, 1))


@pytest.mark.parametrize(
    ("calls", "wrong"),
    [
        ([call("k1", read="a1", write="d2")], {"d2"}),
        ([call("k1", read="a1", write="d2"), call("k2", read="d3", write="d2")], set()),
        ([call("k1", read="a1", write="d2"), call("k2", read="d2", write="d3")], {"d2", "d3"}),
        ([call("k1", read="a1", write="d2"), call("k2", read="d3", readwrite="d2")], {"d2"}),
        ([call("k1", inc="a1", read="d2")], set()),
        ([call("k1", readinc="a1", read="d2")], {"a1"}),
        ([call("k1", write="a1", read="d2"), call("k2", read="a1", write="d3")], set()),
        ([call("k1", read="d1", write="d2")], set()),
        ([call("k1", read="d1", inc="a2")], {"a2"}),
    ],
)
def test_what_stale_copies_may_spoil(calls, wrong):
    found = harmless.Wrong({"a1", "d1"}, set())
    found.follow(calls)
    assert found.owned == wrong


def test_only_what_is_overwritten_or_never_asked_is_harmless():
    layer = [
        "  subroutine invoke_s1_1(d1)",
        "    do cell = 1, loop0_stop",
        "    end do",
        "    call d2_proxy%set_dirty()",
    ]
    reads, overwrites = call("k1", read="a1", write="d2"), call("k2", read="d3", write="d2")
    reader = call("k3", read="d2", inc="a4")

    def why(fault, *invokes, reached=True):
        batch = algorithms.Batch(0, False, [], [], [list(invokes)], [], "", [], None)
        return harmless.why(batch, layer, fault, reached)

    bound = faults.Fault(1, "bound", 1, "invoke_s1_1", 0, "loop0_stop = mesh%get_last_edge_cell()")
    assert why(bound, [reads]) == harmless.UNEXPLAINED
    assert why(bound, [reads, overwrites]) == harmless.DEAD
    dirty = faults.Fault(1, "dirty", 1, "invoke_s1_1", 3, "set_dirty of d2_proxy")
    assert why(dirty, [reads], reached=False) == harmless.NEVER_FLAGGED
    assert why(dirty, [reads], [reader]) == harmless.UNEXPLAINED
    assert why(dirty, [reads], [overwrites], [reader]) == harmless.DEAD
    drop = faults.Fault(1, "drop", 1, "invoke_s1_1", 1, "exchange of a1_proxy to depth 1")
    assert why(drop, [reads], reached=False) == harmless.NEVER_EXCHANGED
    assert why(drop, [reads]) == harmless.UNEXPLAINED


def test_the_same_seed_gives_the_same_schedules():
    first, second = (algorithms.make_batch(9, 1, 3) for _ in range(2))
    assert algorithms.algorithm_text(first) == algorithms.algorithm_text(second)
    assert first.expected == second.expected
    assert kernels.module_text("k", first.kernels) == kernels.module_text("k", second.kernels)
    assert algorithms.algorithm_text(algorithms.make_batch(10, 1, 3)) != algorithms.algorithm_text(first)


def test_targets_of_builtins():
    targets = {builtin.name: (builtin.target, builtin.kinds) for builtin in builtins.BUILTINS}
    assert targets["aX_plus_bY"] == ("Z", ("real", "scalar", "real", "scalar", "real"))
    assert targets["inc_aX_plus_Y"] == ("X", ("scalar", "real", "real"))
    assert targets["sum_X"] == ("s", ("sum", "real"))
    assert targets["int_setval_c"] == ("X", ("integer", "whole"))
