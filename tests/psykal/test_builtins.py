"""Built-ins against PSyclone 3.3.1: their metadata, the statement in each one's loop; and the page that lists them."""

import functools
import json
import os
import pathlib
import re
import subprocess
import sys

import pytest
from peer import configuration

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # PSyclone's, of pyparsing

ROOT = pathlib.Path(__file__).resolve().parents[2]
ISOTACH = os.environ.get("ISOTACH_BINARY", "isotach")


def output(*arguments):
    return subprocess.run([ISOTACH, *arguments], capture_output=True, text=True, check=True).stdout


@pytest.fixture(scope="module")
def ours():
    return {entry["name"]: entry for entry in json.loads(output("builtins", "--json"))}


def declaration(argument):
    field, real = argument["type"] == "gh_field", argument["data"] == "gh_real"
    if field:
        kind = "type(field_type)" if real else "type(integer_field_type)"
    else:
        kind = "real(r_def)" if real else "integer(i_def)"
    return f"  {kind} :: {argument['name']}\n"


@pytest.fixture(scope="module")
def module_patch():
    with pytest.MonkeyPatch.context() as patch:
        yield patch


@pytest.fixture(scope="module")
def peer(ours, tmp_path_factory, module_patch):
    """Each built-in of PSyclone: the accesses of its metadata, and the statement in the loop of an invoke of it."""
    from psyclone.domain.lfric.lfric_builtins import BUILTIN_MAP_CAPITALISED
    from psyclone.parse import kernel
    from psyclone.parse.algorithm import parse
    from psyclone.psyGen import PSyFactory

    # It parses its file of built-ins anew for each.
    module_patch.setattr(kernel.fpapi, "parse", functools.cache(kernel.fpapi.parse))
    file = tmp_path_factory.mktemp("builtins") / "algorithm.x90"
    result = {}
    for name in BUILTIN_MAP_CAPITALISED:
        arguments = ours[name]["arguments"]
        file.write_text(
            "program algorithm\n  use constants_mod, only: r_def, i_def\n  use field_mod, only: field_type\n"
            "  use integer_field_mod, only: integer_field_type\n"
            + "".join(map(declaration, arguments))
            + f"  call invoke({name}({', '.join(argument['name'] for argument in arguments)}))\nend program\n"
        )
        with configuration():
            _, info = parse(str(file), api="lfric")
            generated = str(PSyFactory("lfric", distributed_memory=False).create(info).gen)
        kernel_type = info.calls[0].kcalls[0].ktype
        accesses = [
            (a.argument_type, a.data_type, f"gh_{a.access.name.lower()}", a.function_space)
            for a in kernel_type.arg_descriptors
        ]
        body = re.search(r"do df = .*\n(?:\s*!.*\n)?\s*(.*)\n\s*enddo", generated, re.IGNORECASE)
        result[name] = (accesses, kernel_type.iterates_over, body.group(1))
    return result


def test_there_are_the_same_seventy(ours, peer):
    assert len(ours) == 70
    assert set(ours) == set(peer)


def test_metadata_are_the_same(ours, peer):
    for name, (theirs, operates_on, _) in peer.items():
        mine = [
            (a["type"], a["data"], a["access"], "any_space_1" if a["type"] == "gh_field" else None)
            for a in ours[name]["arguments"]
        ]
        assert mine == theirs, name
        assert ours[name]["operates_on"] == operates_on, name


def tokens(statement):
    return re.sub(r"\s+", "", statement).lower()


def test_statements_are_the_same(ours, peer):
    for name, (_, _, statement) in peer.items():
        assert tokens(ours[name]["statement"]) == tokens(statement), name


def test_the_file_of_metadata_compiles(tmp_path):
    (tmp_path / "builtins.f90").write_text(output("builtins", "--source"))
    infrastructure = ROOT / "runtime" / "lfric" / "infrastructure"
    command = ["gfortran", "-std=f2018", "-Wall", "-Werror", "-fsyntax-only", "-Wno-unused-parameter",
               *(str(infrastructure / f"{name}.F90") for name in ("argument_mod", "kernel_mod")),
               "builtins.f90"]  # fmt: skip
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_the_page_lists_them():
    done = subprocess.run([sys.executable, ROOT / "tools" / "document_builtins.py", "--check"], capture_output=True,
                          text=True, env=os.environ | {"ISOTACH_BINARY": ISOTACH})  # fmt: skip
    assert done.returncode == 0, done.stderr
