"""isotach compare --psy on what PSyclone writes for examples/lfric: itself, twins, and planted mistakes."""

import json
import os
import pathlib
import random
import re
import subprocess

import psy_mutations
import pytest
from peer import configuration

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # PSyclone's

ISOTACH = os.environ.get("ISOTACH_BINARY", "isotach")
EXAMPLES = pathlib.Path(__file__).resolve().parents[2] / "examples" / "lfric"
NAMES = sorted(path.parent.name for path in EXAMPLES.glob("*/*.x90"))


def compare(*arguments) -> subprocess.CompletedProcess:
    return subprocess.run([ISOTACH, "compare", "--psy", *map(str, arguments)], capture_output=True, text=True)


@pytest.fixture(scope="module")
def psyclone(tmp_path_factory):
    """Runs PSyclone in this process; its PSy layers by example and mode, made when first asked for."""
    from psyclone.generator import main

    folder = tmp_path_factory.mktemp("psyclone")
    texts = {}

    def layer(name: str, mode: str, annexed: bool = False) -> str:
        if (name, mode, annexed) not in texts:
            source, output = EXAMPLES / name, folder / f"{name}{mode}{annexed}.f90"
            arguments = ["-api", "lfric", mode, "-d", source, "-oalg", os.devnull, "-opsy", output]
            script = source / f"{name}.py"
            if script.exists() and mode == "-dm":
                arguments += ["-s", script]
            config = folder / f"annexed{annexed}.cfg"
            if not config.exists():
                with configuration() as peer:
                    text = pathlib.Path(peer.find_file()).read_text()
                found = re.sub(r"(?mi)^(\s*compute_annexed_dofs\s*=).*", rf"\1 {annexed}", text)
                assert found != text or not annexed
                config.write_text(found)
            with configuration(load=False):  # main does
                main([*map(str, arguments), "--config", str(config), str(source / f"{name}.x90")])
            texts[name, mode, annexed] = output.read_text()
        return texts[name, mode, annexed]

    return layer


@pytest.fixture(scope="module")
def layers(psyclone):
    return {(name, mode): psyclone(name, mode) for name in NAMES for mode in ("-dm", "-nodm")}


def write(folder: pathlib.Path, texts: dict[str, str]) -> pathlib.Path:
    folder.mkdir()
    for name, text in texts.items():
        (folder / f"{name}.f90").write_text(text)
    return folder


def hold(folder: pathlib.Path, first: dict[str, str], second: dict[str, str]) -> dict[str, list]:
    """The differences of two sets of files, by name."""
    done = compare("--json", write(folder / "first", first), write(folder / "second", second))
    assert done.returncode in (0, 1), done.stderr
    found = {}
    for difference in json.loads(done.stdout)["differences"]:
        found.setdefault(pathlib.Path(difference["first"]["file"]).stem, []).append(difference)
    assert done.returncode == (1 if found else 0)
    return found


def files(layers) -> dict[str, str]:
    return {name + mode: text for (name, mode), text in layers.items()}


# ---- twins


def procedures(text: str) -> list[str]:
    """The text cut before each procedure."""
    return re.split(r"(?m)^(?=  subroutine )", text)


def locals_of(procedure: str) -> list[str]:
    dummies = re.match(r"\s*subroutine \w+\s*\(([^)]*)\)", procedure)
    declared = re.findall(r"(?m)^    (?:integer|real|logical|type|class)\b.*?:: (\w+)", procedure)
    return [name for name in declared if not dummies or name not in re.findall(r"\w+", dummies[1])]


def renamed(procedure: str, chance: random.Random) -> str:
    names = locals_of(procedure)
    numbers = chance.sample(range(10 * len(names)), len(names))
    for name, number in zip(names, numbers, strict=True):
        procedure = re.sub(rf"(?<![%\w]){name}\b", f"Local_{number}", procedure)  # components keep their names
    return procedure


def units_of(lines: list[str]) -> list[list[str]]:
    """Statements, with blocks kept whole."""
    units, depth = [], 0
    for line in lines:
        if depth == 0:
            units.append([])
        units[-1].append(line)
        if re.match(r"\s*(do |if .*then)", line):
            depth += 1
        elif re.match(r"\s*end ?(do|if)", line):
            depth -= 1
    return units


def reordered(procedure: str, chance: random.Random) -> str:
    """The set-up in another order in which nothing is used before it is there."""
    marks = ("    ! Initialise field and/or operator proxies\n", "    ! Call kernels and communication routines\n")
    if any(mark not in procedure for mark in marks):
        return procedure
    head, rest = procedure.split(marks[0])
    body, tail = rest.split(marks[1])
    names = set(locals_of(procedure))
    units = units_of([line for line in body.splitlines(keepends=True) if line.strip() and "!" not in line])
    changes, uses = [], []
    for unit in units:
        found = set(re.findall(r"\w+", "".join(unit))) & names
        uses.append(found)
        target = re.match(r"\s*(\w+)[^=]*=", unit[0])
        changes.append({target[1]} if len(unit) == 1 and target and target[1] in names else found)
    left, order = set(range(len(units))), []
    while left:
        free = [k for k in left if not any(
            i < k and (changes[i] & (uses[k] | changes[k]) or uses[i] & changes[k]) for i in left)]  # fmt: skip
        order.append(chance.choice(sorted(free)))
        left.remove(order[-1])
    return head + "".join(line for k in order for line in units[k]) + tail


def respelled(text: str) -> str:
    """Positional for keyword arguments and the other way round, and upper case."""
    text = re.sub(r"\(depth=", "(", text)
    text = re.sub(r"(get_last_halo_cell|set_clean)\((?=\w+\))", r"\1(depth=", text)
    text = re.sub(
        r"get_stencil_dofmap\((\w+), (\w+)\)", r"get_stencil_dofmap(stencil_extent=\2, stencil_shape=\1)", text
    )
    return text.upper()


def inlined(procedure: str) -> str:
    """Bounds written where they are used."""
    for name, value in re.findall(r"(?m)^    (loop\d+_st(?:art|op)) = (.*)\n", procedure):
        procedure = re.sub(rf"(?m)^    {name} = .*\n", "", procedure)
        procedure = re.sub(rf"(do \w+ = .*)\b{name}\b", lambda match, value=value: match[1] + value, procedure)
    return procedure


def twin(text: str, seed: int) -> str:
    chance = random.Random(seed)
    parts = [renamed(inlined(reordered(part, chance)), chance) for part in procedures(text)]
    return respelled("".join(parts))


# ---- tests


def test_a_layer_equals_itself(layers, tmp_path):
    assert len(layers) >= 36
    assert hold(tmp_path, files(layers), files(layers)) == {}


@pytest.mark.parametrize("seed", range(2))
def test_twins_are_equal(layers, tmp_path, seed):
    twins = {name: twin(text, seed) for name, text in files(layers).items()}
    assert all("LOCAL_" in text for text in twins.values())
    found = hold(tmp_path, files(layers), twins)
    assert found == {}, json.dumps(found, indent=1)[:3000]


def test_distributed_and_serial_layers_differ(layers, tmp_path):
    first = {name: layers[name, "-dm"] for name in NAMES}
    assert set(hold(tmp_path, first, {name: layers[name, "-nodm"] for name in NAMES})) == set(NAMES)


def test_annexed_dofs_count(layers, psyclone, tmp_path):
    names = ["diffusion", "operators", "spaces"]
    annexed = {name: psyclone(name, "-dm", annexed=True) for name in names}
    assert all("get_last_dof_annexed" in text for text in annexed.values())
    found = hold(tmp_path, {name: layers[name, "-dm"] for name in names}, annexed)
    assert set(found) == set(names)
    assert any("get_last_dof_annexed" in item["message"] for item in found["spaces"])


def test_one_mistake_of_each_kind_is_caught_in_every_layer(layers, tmp_path):
    originals, wrong = {}, {}
    for name, text in files(layers).items():
        for kind, mutated in psy_mutations.mutations(text):
            originals[f"{name} {kind}"], wrong[f"{name} {kind}"] = text, mutated
    assert {name.split()[1] for name in wrong} == set(psy_mutations.FINDERS)
    assert len(wrong) > 600
    assert set(wrong) - set(hold(tmp_path, originals, wrong)) == set()


def test_mistakes_are_caught_in_twins(layers, tmp_path):
    originals, wrong = {}, {}
    for name in ("stencils", "quadrature", "vectors", "colours"):
        for kind, mutated in psy_mutations.mutations(layers[name, "-dm"], seed=1):
            originals[f"{name} {kind}"], wrong[f"{name} {kind}"] = layers[name, "-dm"], twin(mutated, 7)
    assert len(wrong) > 80
    assert set(wrong) - set(hold(tmp_path, originals, wrong)) == set()


def test_a_mistake_is_told_at_its_line(layers, tmp_path):
    text = layers["vectors", "-dm"]
    line = text[: text.index("%halo_exchange")].count("\n") + 1
    (tmp_path / "first.f90").write_text(text)
    (tmp_path / "second.f90").write_text(text.replace("halo_exchange(depth=1)", "halo_exchange(depth=2)", 1))
    done = compare(tmp_path / "first.f90", tmp_path / "second.f90")
    assert done.returncode == 1
    assert done.stdout.startswith(f"{tmp_path}/first.f90:{line}:")
    assert "depth of the halo exchange is '1', there '2'" in done.stdout
    assert f"{tmp_path}/second.f90:{line}:" in done.stdout
    assert done.stdout.endswith("1 difference\n")
