"""PSy layers of Isotach against those of PSyclone 3.3.1: the same traces, or a difference that is listed with its reason.

`isotach compare --psy` is the judge; that it sees mistakes is shown here too, by one planted mistake in each case. `make test`
takes a sample of the algorithms and of the kernels, make test-full all of them.
"""

import json
import os
import pathlib
import re
import subprocess

import kernels
import peer
import psy_mutations
import pytest
import sampling

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # PSyclone's

ISOTACH = os.environ.get("ISOTACH_BINARY", "isotach")
MODES = {"dm": (True, False), "nodm": (False, False), "annexed": (True, True)}
EXAMPLES = peer.ROOT / "examples" / "lfric"

# Algorithms whose PSy layers differ, and why. A difference that is gone has to leave this list.
DIFFERENCES = {
    "clashes_alg_mod": "names of dummy arguments that PSyclone's PSy layer uses itself: it does not compile",
    "vector_clash_alg_mod": "PSyclone has one pointer for component 1 of 'v' and for what it calls 'v_1'",
    "constant_arrays_alg_mod": "PSyclone passes the extents of arrays as arguments that its algorithm does not give",
}


def algorithms():
    """By name: those of this folder, and the programs of examples/lfric."""
    found = {path.stem: path for path in peer.ALGORITHMS}
    found |= {path.stem: path for path in sorted(EXAMPLES.glob("*/*.x90"))}
    return found


def chosen(mode):
    return sampling.sample(f"psykal/psy_layers: algorithms, {mode}", sorted(algorithms()), 14 if mode == "dm" else 6)


def isotach(*words):
    return subprocess.run([ISOTACH, *map(str, words)], capture_output=True, text=True)


def folders():
    return [
        word for folder in [*peer.KERNEL_FOLDERS, *EXAMPLES.iterdir()] if folder.is_dir() for word in ("-k", folder)
    ]


def compile_all(files, output, mode, *more, checks="none"):
    """Our PSy layers by name; what fails is missing."""
    distributed, annexed = MODES[mode]
    config = output.parent / f"{mode}.cfg"
    config.write_text(f"[lfric]\nCOMPUTE_ANNEXED_DOFS = {str(annexed).lower()}\nRUN_TIME_CHECKS = {checks}\n")
    words = [*files, *(more or folders()), "-c", config, "--dm" if distributed else "--nodm", "-o", output]
    done = isotach("psykal", *words, "--json")
    assert done.returncode in (0, 1), done.stderr
    return {path.name.removesuffix("_psy.f90"): path.read_text() for path in output.glob("*_psy.f90")}


def differing(folder, first, second):
    """Names of texts that are not the same traces, with what is said of each."""
    for side, texts in (("first", first), ("second", second)):
        (folder / side).mkdir(parents=True)
        for name, text in texts.items():
            (folder / side / f"{name}.f90").write_text(text)
    done = isotach("compare", "--psy", "--json", folder / "first", folder / "second")
    assert done.returncode in (0, 1), done.stderr
    found = {}
    for one in json.loads(done.stdout)["differences"]:
        found.setdefault(pathlib.Path(one["first"]["file"]).stem, []).append(one["message"])
    return found


@pytest.fixture(scope="module", params=list(MODES))
def layers(request, tmp_path_factory):
    """The mode, PSyclone's layers and ours."""
    mode = request.param
    found = algorithms()
    theirs = {}
    for name in chosen(mode):
        try:
            folders = [found[name].parent] if found[name].parent.parent == EXAMPLES else None
            theirs[name] = peer.layers(found[name], *MODES[mode], folders)[1]
        except Exception as error:  # PSyclone has many of its own
            assert "redundant computation" in str(error), f"{name}: {error}"
    folder = tmp_path_factory.mktemp(mode)
    ours = compile_all([found[name] for name in chosen(mode)], folder / "ours", mode)
    return mode, theirs, ours


def test_the_same_algorithms_are_compiled(layers):
    _, theirs, ours = layers
    assert sorted(ours) == sorted(theirs)


def test_traces_are_equal_or_the_difference_is_listed(layers, tmp_path):
    _, theirs, ours = layers
    found = differing(tmp_path, theirs, ours)
    unlisted = {name: messages[:3] for name, messages in found.items() if name not in DIFFERENCES}
    assert not unlisted
    assert not [name for name in DIFFERENCES if name in theirs and name not in found]


# 3.3.1 lacks exchanges there that its numbers need: a component of a vector is written under a name of its own.
LACKING = {"vector_clash_alg_mod"}


def test_there_are_never_more_exchanges(layers):
    _, theirs, ours = layers
    for name, text in theirs.items():
        if name in LACKING:
            continue
        count = [len(re.findall(r"%halo_exchange", layer)) for layer in (ours[name], text)]
        assert count[0] <= count[1], name


def test_a_planted_mistake_is_caught_in_each_case(layers, tmp_path):
    _, theirs, ours = layers
    planted = {}
    for number, (name, text) in enumerate(theirs.items()):
        found = list(psy_mutations.mutations(text, seed=number))
        if found and name not in DIFFERENCES:
            kind, mutated = found[number % len(found)]
            planted[name] = (kind, mutated)
    caught = differing(tmp_path, {name: mutated for name, (_, mutated) in planted.items()},
                       {name: ours[name] for name in planted})  # fmt: skip
    assert {name: kind for name, (kind, _) in planted.items() if name not in caught} == {}


TOLD = re.compile(r"call log_event\((.*?), (LOG_LEVEL_\w+)\)", re.DOTALL)


def checked_kernels(text):
    """Of each run-time check: how it is told, and the kernel that it is about."""
    return [(level, re.search(r"(?:kernel|by) '(\w+)'", said)[1].lower()) for said, level in TOLD.findall(text)]


@pytest.mark.parametrize("checks", ["warn", "error"])
def test_run_time_checks_ask_the_same(checks, tmp_path):
    """Whatever they say: the texts are each program's own."""
    found = algorithms()
    wanted = {"any_faces_alg_mod", "vectors_alg_mod", "wchi_alg_mod", "multigrid", "precisions_alg_mod"}
    names = [name for name in sorted(found) if sampling.FULL or name in wanted]
    if not sampling.FULL:
        sampling.state("psykal/psy_layers: algorithms with run-time checks", len(names), len(found))
    theirs = {}
    for name in names:
        folders = [found[name].parent] if found[name].parent.parent == EXAMPLES else None
        theirs[name] = peer.layers(found[name], folders=folders, checks=checks)[1]
    (tmp_path / "made").mkdir()
    ours = compile_all([found[name] for name in names], tmp_path / "made" / "ours", "dm", checks=checks)
    assert sorted(ours) == names
    for name in set(names) - set(DIFFERENCES):
        assert checked_kernels(ours[name]) == checked_kernels(theirs[name]), name
        assert checked_kernels(ours[name]), name
    silent = [
        {name: TOLD.sub(r"call log_event('', \2)", text) for name, text in side.items()} for side in (theirs, ours)
    ]
    assert {name: found for name, found in differing(tmp_path, *silent).items() if name not in DIFFERENCES} == {}
    broken = {name: re.sub(r"/= W3\b", "/= W0", text, count=1) for name, text in silent[1].items()}
    changed = {name for name, text in broken.items() if text != silent[1][name]}
    assert changed and changed <= differing(tmp_path / "broken", silent[0], broken).keys()


def test_enough_invokes_are_compared():
    text = "".join(path.read_text() for path in algorithms().values())
    assert len(re.findall(r"^[^!\n]*\bcall\s+invoke\b", text, re.IGNORECASE | re.MULTILINE)) >= 120


# Every kernel of the matrix of metadata, called by an algorithm of its own.

TYPES = {"gh_real": "real(r_def)", "gh_integer": "integer(i_def)", "gh_logical": "logical(l_def)"}


def actual_of(number, entry):
    """The declaration of an actual argument, and it with what comes after it."""
    name = f"a{number}"
    extra = []
    if entry["type"] == "gh_scalar":
        declared = f"{TYPES[entry['data']]} :: {name}"
    elif entry["type"] == "gh_scalar_array":
        declared = f"{TYPES[entry['data']]} :: {name}({', '.join('2' * entry['rank'])})"
    elif entry["type"] == "gh_field":
        size = f"({entry['vector']})" if "vector" in entry else ""
        declared = f"type({'field_type' if entry['data'] == 'gh_real' else 'integer_field_type'}) :: {name}{size}"
        if "stencil" in entry:
            extra.append("2" if number % 2 else "n")
        if entry.get("stencil") == "xory1d":
            extra.append("x_direction" if number % 2 else "way")
    else:
        kind = "operator_type" if entry["type"] == "gh_operator" else "columnwise_operator_type"
        declared = f"type({kind}) :: {name}"
    return declared, [name, *extra]


def algorithm_for(name, kernel, metadata):
    declared, actuals = [], []
    for number, entry in enumerate(metadata["meta_args"]):
        declaration, words = actual_of(number, entry)
        declared.append(declaration)
        actuals += words
    for shape in kernel.shapes:
        if shape != "gh_evaluator":
            kind = shape.removeprefix("gh_")
            declared.append(f"type({kind}_type) :: {kind}")
            actuals.append(kind)
    if "halo" in kernel.operates_on:
        actuals.append("depth")
    lines = "\n  ".join([*declared, "integer(i_def) :: n, way, depth"])
    return (
        f"subroutine {name}_alg()\n  use {name}_mod, only: {name}_type\n  use field_mod, only: field_type\n"
        f"  use flux_direction_mod, only: x_direction\n  {lines}\n"
        f"  call invoke({name}_type({', '.join(actuals)}))\nend subroutine\n"
    )


@pytest.mark.parametrize("mode", ["dm", "nodm"])
def test_every_kernel_of_the_matrix_has_the_same_layer(mode, tmp_path):
    cases = {f"k{number}": kernel for number, kernel in enumerate(kernels.matrix())}
    folder = tmp_path / "kernels"
    folder.mkdir()
    for name, kernel in cases.items():
        (folder / f"{name}_mod.f90").write_text(kernel.text(name))
    known = {}
    for name in sampling.sample(f"psykal/psy_layers: kernels of the matrix, {mode}", cases, 14):
        if any(entry.startswith("gh_scalar_array") for entry in cases[name].args):
            continue  # as constant_arrays_alg_mod above
        if cases[name].operates_on == "dof" and "stencil" in str(cases[name].args):
            continue  # a dof has no stencil; PSyclone says so only with distributed memory
        if cases[name].operates_on == "owned_dof":
            continue  # PSyclone passes these what kernels on cells get, of a cell that there is not
        report = json.loads(isotach("stub", "--json", folder / f"{name}_mod.f90").stdout)
        if report["kernels"]:
            known[name] = report["kernels"][0]
    theirs, files = {}, []
    for name, metadata in known.items():
        file = tmp_path / f"{name}_alg.x90"
        file.write_text(algorithm_for(name, cases[name], metadata))
        try:
            theirs[f"{name}_alg"] = peer.layers(file, *MODES[mode], folders=[folder])[1]
            files.append(file)
        except Exception as error:
            # What PSyclone reads but cannot write a PSy layer for is for us to decide.
            assert type(error).__name__ in ("GenerationError", "InternalError", "NotImplementedError"), (name, error)
    assert len(files) > (150 if sampling.FULL else 0)  # a sample may hold few that PSyclone writes
    ours = compile_all(files, tmp_path / "ours", mode, "-k", folder)
    assert sorted(ours) == sorted(theirs)
    assert {name: messages[:2] for name, messages in differing(tmp_path / "c", theirs, ours).items()} == {}
