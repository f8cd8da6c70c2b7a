"""Transformations of Isotach against those of PSyclone 3.3.1: what one list (transform_script.py) makes of each algorithm.

Both refuse the same, and the PSy layers are the same traces; or the difference is listed with its reason. `make test` takes
a sample of the algorithms for each list, make test-full all of them.
"""

import os
import pathlib
import random
import re
import subprocess

import peer
import pytest
import sampling
import test_psy_layers

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # PSyclone's

LISTS = sorted((peer.ROOT / "tests" / "psykal" / "scripts").glob("*.txt"))
TOOL = pathlib.Path(os.environ.get("ISOTACH_BINARY", "build/dev/bin/isotach")).parents[1] / "tests" / "transform_tool"

# Why a layer or a refusal is another one, by what is said of the difference, and in which lists.
REASONS = [
    (r"LFRicLoopFuseTrans: .*(dofs that cells share|by a stencil)", "PSyclone fuses what depends on other cells"),
    (r"LFRicRedundantComputationTrans: .*reads operator", "PSyclone finds that when it writes the layer"),
    (r"LFRicRedundantComputationTrans: .*may be the same data", "PSyclone leaves out an exchange that is needed"),
    (r"reduction=NameRef (min|max)", "PSyclone writes no REDUCTION for minval_X and maxval_X: threads race"),
    (
        r"begins at '1', there at '.*last_edge_cell.* \+ 1'",
        "PSyclone's colours of kernels in the halo hold owned cells",
    ),
    (r"change dofs that they share", "PSyclone looks for gh_inc alone, and gh_readinc adds to shared dofs too"),
    (
        r"(first)?private=\w+(\(\d+\))?%(data|local_stencil|columnwise_matrix)",
        "PSyclone makes pointers to data private",
    ),
    (
        r"(start|end) of the halo exchange of .* stands at another place",
        "components of a vector pass each other here; an exchange that two loops need comes before the first of them",
    ),
    (
        r"is_dirty\(max|depth of the halo exchange is 'max",
        "PSyclone exchanges one level more than loops over tiles need",
    ),
    (
        r"LFRicKernelConstTrans: .*is the name of several procedures",
        "PSyclone makes dofs and points constants in the last procedure of a generic name alone; here it is refused",
    ),
    (
        r"there .*InternalError.*vector indices for '\w+' are the same",
        "an error of PSyclone's own with components of a vector; the layer here runs right (tests/mpi/test_algorithms_run.py)",
    ),
    (
        r"of compute_function\(|call_function\(.*moments",
        "after LFRicKernelConstTrans PSyclone allocates other arrays of basis functions than it fills and passes",
    ),
]

# Algorithms that differ with MoveTrans, and why.
MOVED = {
    "components_alg_mod": "PSyclone moves the exchange of a vector before a loop that writes one of its components",
}


def steps(log):
    """What was done or refused, each with what was said."""
    found = []
    for line in log:
        if line.startswith("#"):
            found[-1][1].append(line)
        elif line:
            found.append((line, []))
    return found


def tried(line):
    return "text " not in line and "MoveTrans" not in line


def ours(listing, mode, names, found, output):
    """Layers and logs by name."""
    output.mkdir(parents=True)
    groups = {}
    for name in names:
        own = found[name].parent.parent == test_psy_layers.EXAMPLES
        groups.setdefault((found[name].parent,) if own else tuple(peer.KERNEL_FOLDERS), []).append(found[name])
    for folders, files in groups.items():
        words = [TOOL, mode, listing, output, ",".join(map(str, folders)), *files]
        done = subprocess.run(list(map(str, words)), capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
    logs = {path.stem: path.read_text().splitlines() for path in output.glob("*.log")}
    return {path.stem.removesuffix("_psy"): path.read_text() for path in output.glob("*_psy.f90")}, logs


def theirs(listing, mode, names, found, folder):
    layers, logs = {}, {}
    for name in names:
        log = logs[name] = []
        script = folder / f"{listing.stem}_{name}.py"
        script.write_text(
            "import pathlib, transform_script\n"
            f"def trans(psyir):\n    transform_script.run(psyir, pathlib.Path({str(listing)!r}), transform_script.LOG)\n"
        )
        import transform_script

        transform_script.LOG = log
        own = found[name].parent.parent == test_psy_layers.EXAMPLES
        folders = [found[name].parent] if own else None
        try:
            layers[name] = peer.layers(found[name], *test_psy_layers.MODES[mode], folders, script=script)[1]
        except Exception as error:  # it may find only now that what it did cannot be written
            log.append(f"text {type(error).__name__}")
    return layers, logs


@pytest.mark.parametrize("mode", ["dm", "nodm"])
@pytest.mark.parametrize("listing", LISTS, ids=lambda path: path.stem)
def test_the_same_is_done_and_refused(listing, mode, tmp_path):
    """Without distributed memory PSyclone has loops over the halo until it writes the layer, where they would be refused or
    vanish; here they are not in the schedule. So algorithms with kernels that work on halo cells alone are left out.
    """
    found = test_psy_layers.algorithms()
    moves = MOVED if "MoveTrans" in listing.read_text() else []
    left_out = {*test_psy_layers.DIFFERENCES, *moves, *(["halo_cells_alg_mod", "iteration"] if mode == "nodm" else [])}
    usual = [name for name in sorted(found) if name not in left_out]
    what = f"psykal/transformations: {listing.stem}, {mode}"
    # One of them, always the same, since the table of reasons does not yet have those of all pairs (docs/psykal.md).
    names = usual if sampling.FULL else random.Random(what).sample(usual, 1)
    if not sampling.FULL:
        sampling.state(what, len(names), len(usual))
    our_layers, our_logs = ours(listing, mode, names, found, tmp_path / "ours")
    their_layers, their_logs = theirs(listing, mode, names, found, tmp_path)
    differences = {}
    for name in names:
        assert not [line for line in our_logs[name] if line.startswith("BROKEN")], name
        # How often MoveTrans is tried says where exchanges stand; the layers say the same.
        done = [
            [(line.endswith("done"), " ".join([line, *said])) for line, said in steps(log) if tried(line)]
            for log in (our_logs[name], their_logs[name])
        ]
        first = [f"{one[1]}; there {other[1]}" for one, other in zip(*done, strict=False) if one[0] != other[0]]
        if first or len(done[0]) != len(done[1]):
            differences[name] = first[:1] or [f"{len(done[0])} steps, there {len(done[1])}"]
    both = our_layers.keys() & their_layers.keys() - differences.keys()
    if both:
        sides = [{name: layers[name] for name in both} for layers in (their_layers, our_layers)]
        differences |= test_psy_layers.differing(tmp_path / "compared", *sides)
    unlisted = {
        name: [message for message in messages if not any(re.search(reason, message) for reason, _ in REASONS)]
        for name, messages in differences.items()
    }
    assert {name: said[:3] for name, said in unlisted.items() if said} == {}
    for name in both:  # never more exchanges
        count = [len(re.findall(r"%halo_exchange", layer[name])) for layer in (our_layers, their_layers)]
        assert count[0] <= count[1], name


def test_two_results_of_one_scalar_are_combined_each_in_its_way(tmp_path):
    """Random schedules found the second one added up."""
    (tmp_path / "twice.x90").write_text(
        "program twice\n"
        "  use constants_mod, only: r_def\n"
        "  use field_mod, only: field_type\n"
        "  implicit none\n"
        "  type(field_type) :: x\n"
        "  real(r_def) :: s\n"
        "  call invoke( sum_X(s, x), inc_a_times_X(s, x), maxval_X(s, x) )\n"
        "end program twice\n"
    )
    (tmp_path / "list.txt").write_text("loop dof: OMPParallelTrans\nloop dof: LFRicOMPLoopTrans reprod=True\n")
    subprocess.run([TOOL, "dm", "list.txt", ".", ".", "twice.x90"], cwd=tmp_path, check=True)
    layer = (tmp_path / "twice_psy.f90").read_text()
    assert re.findall(r"\bs = (.*local_s.*)", layer) == ["s + local_s(1,th_idx)", "max(s, local_s(1,th_idx))"]


def test_colours_of_cells_and_of_tiles_are_not_fused(tmp_path):
    """There are not as many of them: random schedules found cells that were left out."""
    (tmp_path / "coloured.x90").write_text(
        "program coloured\n"
        "  use field_mod, only: field_type\n"
        "  use gather_w0_kernel_mod, only: gather_w0_kernel_type\n"
        "  implicit none\n"
        "  type(field_type) :: v, w, c\n"
        "  call invoke( gather_w0_kernel_type(v, c), gather_w0_kernel_type(w, c) )\n"
        "end program coloured\n"
    )
    (tmp_path / "fuse.py").write_text(
        "from psyclone.domain.lfric.transformations import LFRicLoopFuseTrans\n"
        "from psyclone.psyGen import InvokeSchedule\n"
        "from psyclone.transformations import LFRicColourTrans, TransformationError\n"
        "def trans(psyir):\n"
        "    schedule = psyir.walk(InvokeSchedule)[0]\n"
        "    LFRicColourTrans().apply(schedule.children[0], tiling=True)\n"
        "    LFRicColourTrans().apply(schedule.children[1])\n"
        "    try:\n"
        "        LFRicLoopFuseTrans().apply(schedule.children[0], schedule.children[1])\n"
        "    except TransformationError as error:\n"
        "        print(error)\n"
    )
    words = ["psyclone", "-api", "lfric", "-nodm", "-d", peer.KERNEL_FOLDERS[0], "-s", "fuse.py", "-oalg", "alg.f90"]
    words += ["-opsy", "psy.f90", "coloured.x90"]
    done = subprocess.run(
        [os.environ["ISOTACH_BINARY"], *words], cwd=tmp_path, check=True, capture_output=True, text=True
    )
    assert "do not run over the same kind of thing" in done.stdout
    assert re.findall(r"do colour = 1, (\w+)", (tmp_path / "psy.f90").read_text()) == ["ntilecolours", "ncolours"]
