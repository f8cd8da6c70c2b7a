"""Kernel metadata and argument lists against PSyclone 3.3.1: what it accepts, and the arguments of its stubs."""

import json
import os
import pathlib
import re
import subprocess
import sys

import kernels
import pytest
from peer import configuration

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # PSyclone's, of pyparsing

ISOTACH = os.environ.get("ISOTACH_BINARY", "isotach")


def stub(*arguments):
    return subprocess.run([ISOTACH, "stub", *map(str, arguments)], capture_output=True, text=True)


@pytest.fixture(scope="module")
def cases():
    return {f"k{number}": kernel for number, kernel in enumerate(kernels.matrix())}


@pytest.fixture(scope="module")
def ours(cases, tmp_path_factory):
    file = tmp_path_factory.mktemp("kernels") / "kernels.f90"
    file.write_text("".join(kernel.text(name) for name, kernel in cases.items()))
    report = json.loads(stub(file, "--json").stdout)
    return {kernel["kernel"].removesuffix("_type"): kernel for kernel in report["kernels"]}


@pytest.fixture(scope="module")
def peer():
    """PSyclone's metadata of a kernel; None when it refuses them."""
    import fparser.api
    from psyclone.domain.lfric import LFRicKernMetadata
    from psyclone.errors import PSycloneError
    from psyclone.parse.utils import ParseError

    def metadata(kernel, name):
        tree = fparser.api.parse(kernel.text(name), ignore_comments=False)
        try:
            with configuration():
                return LFRicKernMetadata(tree, name=f"{name}_type")
        except (ParseError, PSycloneError, ValueError, AttributeError):
            return None

    return metadata


@pytest.fixture(scope="module")
def accepted(cases, peer):
    return {name: metadata for name, kernel in cases.items() if (metadata := peer(kernel, name)) is not None}


def test_the_same_kernels_are_accepted(cases, ours, accepted):
    assert len(accepted) > 150
    assert len(cases) - len(accepted) > 100
    differences = {name for name in cases if (name in ours) != (name in accepted)}
    assert [cases[name] for name in sorted(differences)] == []


DECLARATION = re.compile(r"^\s*(\w+)\(kind=(\w+)\)(?:, dimension\((.*?)\))?, intent\((\w+)\) :: (\w+)$", re.MULTILINE)
DUMMIES = re.compile(r"subroutine \w+\((.*)\)$", re.MULTILINE)


def by_position(names, arguments):
    """Names do not matter: an extent is a number or the position of the argument it names."""
    positions = {name: f"#{number}" for number, name in enumerate(names)}
    result = []
    for name in names:
        type_, kind, extents, intent = arguments[name]
        places = [re.sub(r"[a-z]\w*", lambda found: positions[found.group()], extent) for extent in extents]
        result.append((type_, kind, places, intent))
    return result


def peers_arguments(text):
    names = DUMMIES.search(text).group(1).split(", ")
    found = {
        name: (type_, kind, re.findall(r"\w+(?:\(\d+\))?", extents or ""), intent)
        for type_, kind, extents, intent, name in DECLARATION.findall(text)
    }
    return by_position(names, found)


def our_arguments(kernel):
    found = {
        argument["name"]: (argument["type"], argument["kind"], argument["extents"], argument["intent"])
        for argument in kernel["arguments"]
    }
    return by_position([argument["name"] for argument in kernel["arguments"]], found)


def known_difference(ours, theirs, kernel):
    """Why two arguments may differ; None when they may not."""
    if ours == theirs:
        return None
    columnwise = kernel["meta_args"][0]["type"] == "gh_columnwise_operator"
    if ours[1] == "r_solver" and (ours[0], "r_def", *ours[2:]) == theirs:
        return "column-wise matrices have the precision of columnwise_operator_mod, r_solver; there r_def"
    if columnwise and ours[1] == "r_solver" and (ours[0], "r_def", ours[2], "in") == theirs:
        return "a column-wise matrix that is written is INTENT(INOUT); there INTENT(IN) in matrix-matrix kernels"
    return f"unexpected: {ours} against {theirs}"


def test_argument_lists_are_the_same(cases, ours, accepted, tmp_path):
    from psyclone.gen_kernel_stub import generate

    seen, compared = set(), 0
    for name in sorted(accepted):
        kernel = cases[name]
        if kernel.operates_on not in kernels.CELLS or "mesh_arg" in kernel.args[0]:
            continue  # psyclone-kern makes no stubs of these
        if any(request.startswith(("any_space", "any_discontinuous")) for request in kernel.funcs):
            continue  # nor of bases whose dimension it cannot know
        file = tmp_path / f"{name}_mod.f90"
        file.write_text(kernel.text(name))
        with configuration():
            text = str(generate(str(file), api="lfric"))
        theirs, mine = peers_arguments(text), our_arguments(ours[name])
        assert len(mine) == len(theirs), (kernel, text)
        reasons = {known_difference(a, b, ours[name]) for a, b in zip(mine, theirs, strict=True)} - {None}
        assert not [reason for reason in reasons if reason.startswith("unexpected")], (kernel, reasons, text)
        seen |= reasons
        compared += 1
    assert compared > 100
    assert len(seen) == 2, "a known difference is gone"


CONSTANTS = """module constants_mod
  integer, parameter :: i_def = 4, l_def = 4, r_def = 8, r_solver = 4
end module
"""


def test_stubs_compile(cases, ours, tmp_path):
    """One stub of each sort, those that psyclone-kern cannot make among them."""
    chosen = {}
    for name, kernel in ours.items():
        sort = (
            kernel["operates_on"],
            tuple(sorted({a["type"] for a in kernel["meta_args"]})),
            len(kernel["meta_args"]),
        )
        if not any(request.startswith(("any_space", "any_disc")) for request in cases[name].funcs):
            chosen.setdefault(sort, name)
    text = CONSTANTS
    for name in chosen.values():
        (tmp_path / "kernel.f90").write_text(cases[name].text(name))
        done = stub(tmp_path / "kernel.f90")
        assert done.returncode == 0, done.stderr
        text += done.stdout
    assert len(chosen) > 20
    (tmp_path / "stubs.f90").write_text(text)
    command = ["gfortran", "-std=f2018", "-Wall", "-Werror", "-Wno-unused-dummy-argument", "-fsyntax-only", "stubs.f90"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


# PSyclone reads its configuration once in a process, so it is asked in one of its own.
ACCEPTS = """
import sys
import fparser.api
from psyclone.configuration import Config
from psyclone.domain.lfric import LFRicKernMetadata
from psyclone.parse.utils import ParseError

Config.get().api = "lfric"
for path in sys.argv[1:]:
    try:
        LFRicKernMetadata(fparser.api.parse(open(path).read(), ignore_comments=False), name="k_type")
        print(path)
    except ParseError:
        pass
"""


@pytest.mark.parametrize("numbers", [(1, 12), (13, 2)])
def test_numbered_spaces_are_as_many_as_the_configuration_says(numbers, tmp_path):
    any_space, any_discontinuous_space = numbers
    from psyclone.configuration import Config

    default = pathlib.Path(Config.find_file())
    config = re.sub(r"(?im)^num_any_space *=.*$", f"NUM_ANY_SPACE = {any_space}", default.read_text())
    config = re.sub(
        r"(?im)^num_any_discontinuous_space *=.*$", f"NUM_ANY_DISCONTINUOUS_SPACE = {any_discontinuous_space}", config
    )
    (tmp_path / "psyclone.cfg").write_text(config)
    paths = []
    for space in ("any_space", "any_discontinuous_space"):
        for number in (0, 1, 2, 3, 9, 10, 11, 12, 13, 14):
            kernel = kernels.Kernel(
                ["gh_field, gh_real, gh_write, w3", f"gh_field, gh_real, gh_read, {space}_{number}"]
            )
            paths.append(tmp_path / f"{space}_{number}.f90")
            paths[-1].write_text(kernel.text("k"))
    done = subprocess.run(
        [sys.executable, "-c", ACCEPTS, *paths],
        capture_output=True,
        text=True,
        env=os.environ | {"PSYCLONE_CONFIG": str(tmp_path / "psyclone.cfg")},
    )
    assert done.returncode == 0, done.stderr
    theirs = set(done.stdout.split())
    ours = {str(path) for path in paths if stub(path, "-c", tmp_path / "psyclone.cfg").returncode == 0}
    assert ours == theirs
    assert len(theirs) == {(1, 12): 1 + 7, (13, 2): 8 + 2}[numbers]
    wrong = stub(tmp_path / "any_space_14.f90", "-c", tmp_path / "psyclone.cfg").stderr
    assert f"any_space_1{'' if any_space == 1 else f' to {any_space}'}, any_discontinuous_space_1 to" in wrong
