"""What scripts see of kernels and change in them, run as a user runs it."""

import os
import pathlib
import subprocess
import zlib

import peer
import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDER = ROOT / "examples" / "lfric" / "diffusion"
ALGORITHM = FOLDER / "diffusion.x90"

SHOWS = """
from psyclone.psyir.nodes import KernelSchedule
from psyclone.domain.common.transformations import KernelModuleInlineTrans
def trans(psyir):
    seen = []
    for kernel in psyir.coded_kernels():
        seen += [routine.name for routine in kernel.get_callees()]
        if not kernel.module_inline:
            KernelModuleInlineTrans().apply(kernel)
    names = [routine.name for routine in psyir.walk(KernelSchedule)]
    parents = [type(routine.parent).__name__ for routine in psyir.walk(KernelSchedule)]
    with open({view!r}, "w") as file:
        file.write(psyir.view(colour=False) + str(seen) + str(names) + str(parents))
"""


def run(folder, script, **options):
    (folder / "script.py").write_text(script)
    done = subprocess.run(
        [os.environ["ISOTACH_BINARY"], "psyclone", "-api", "lfric", "-d", FOLDER, "-s", folder / "script.py", "-oalg",
         folder / "alg.f90", "-opsy", folder / "psy.f90", ALGORITHM],
        capture_output=True, text=True, stdin=subprocess.DEVNULL, **options)  # fmt: skip
    layer = folder / "psy.f90"
    return done, layer.read_text() if layer.exists() else ""


def test_copied_kernels_are_shown_as_psyclone_shows_them(tmp_path):
    done, _ = run(tmp_path, SHOWS.format(view=str(tmp_path / "ours")))
    assert done.returncode == 0, done.stderr
    script = tmp_path / f"theirs_{zlib.crc32(str(tmp_path).encode())}.py"
    script.write_text(SHOWS.format(view=str(tmp_path / "theirs")))
    peer.layers(ALGORITHM, True, folders=[FOLDER], script=script)
    mine = (tmp_path / "ours").read_text()
    assert mine == (tmp_path / "theirs").read_text() and "KernelSchedule[name:" in mine


EDITS = """
from psyclone.psyir.nodes import Assignment, Literal, Loop
from psyclone.psyir.symbols import ScalarType
from psyclone.domain.common.transformations import KernelModuleInlineTrans
def trans(psyir):
    kernel = psyir.coded_kernels()[0]
    KernelModuleInlineTrans().apply(kernel)
    routine = kernel.get_callees()[0]
    first = routine.walk(Assignment)[0]
    first.rhs.replace_with(Literal("0", ScalarType.integer_type()))
    assert routine.walk(Assignment)[0] is first and first.root is psyir
    assert kernel.get_callees()[0] is routine and routine.parent is psyir.children[0]
"""


def test_an_edit_of_a_copy_is_an_edit_of_the_layer_alone(tmp_path):
    plain, without = run(tmp_path, EDITS.replace("    first.rhs.replace", "    if False: first.rhs.replace"))
    assert plain.returncode == 0, plain.stderr
    done, layer = run(tmp_path, EDITS)
    assert done.returncode == 0, done.stderr
    changed = [(old, new) for old, new in zip(without.splitlines(), layer.splitlines(), strict=True) if old != new]
    assert len(changed) == 1 and changed[0][1].split("=")[1].strip() == "0"


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        ("routine.children[0].detach()", "TransformationError.*the file of a kernel is not edited"),
        (
            "psyir.walk(InvokeSchedule)[0].addchild(routine.walk(Assignment)[0].copy())",
            "Fortran cannot be put into an invoke.*write it into a kernel",
        ),
        (
            "psyir.walk(InvokeSchedule)[0].symbol_table.new_symbol('new', **integer)",
            "what an invoke declares follows from what it executes",
        ),
        ("routine.symbol_table.new_symbol('new', **integer)", "the file of a kernel is not edited"),
        ("LFRicColourTrans().apply(routine.walk(Loop)[0])", "statements of an invoke, not of Fortran"),
    ],
)
def test_what_is_refused_says_so_and_nothing_is_written(tmp_path, edit, expected):
    script = f"""
from psyclone.psyir.nodes import Assignment, Loop
from psyclone.psyGen import InvokeSchedule
from psyclone.psyir.symbols import DataSymbol, ScalarType
from psyclone.transformations import LFRicColourTrans
def trans(psyir):
    routine, integer = psyir.coded_kernels()[0].get_callees()[0], dict(symbol_type=DataSymbol, datatype=ScalarType.integer_type())
    {edit}
"""
    done, layer = run(tmp_path, script)
    assert done.returncode == 1 and layer == "" and "script.py:8" in done.stderr
    import re

    assert re.search(expected, done.stderr.replace("\n", " ")), done.stderr


DECLARES = """
from psyclone.domain.common.transformations import KernelModuleInlineTrans
from psyclone.psyir.nodes import Assignment, Reference
from psyclone.psyir.symbols import DataSymbol, ScalarType
def trans(psyir):
    kernel = psyir.coded_kernels()[0]
    KernelModuleInlineTrans().apply(kernel)
    (routine,) = kernel.get_callees()
    symbol = routine.symbol_table.new_symbol("kept", symbol_type=DataSymbol, datatype=ScalarType.real_double_type())
    first = routine.walk(Assignment)[0]
    first.parent.addchild(Assignment.create(Reference(symbol), first.rhs.copy()), first.position)
    first.rhs.replace_with(Reference(symbol))
    {more}
"""


def test_a_name_that_a_script_declares_is_declared_in_the_copy(tmp_path):
    done, layer = run(tmp_path, DECLARES.replace("{more}", ""))
    assert done.returncode == 0, done.stderr
    import re

    assert re.search(r"double precision :: kept\n(.|\n)*\bkept = (.|\n)* = kept\n", layer), layer
    (tmp_path / "psy.f90").unlink()
    done, layer = run(tmp_path, DECLARES.replace("{more}", "first.rhs.detach()"))
    assert done.returncode == 1 and layer == "" and "a part was taken out" in done.stderr


def test_a_script_for_another_api_says_what_is_not_there(tmp_path):
    done, layer = run(tmp_path, "from psyclone.gocean1p0 import GOLoop\ndef trans(psyir):\n    pass\n")
    assert done.returncode == 1 and layer == ""
    assert "script.py:1" in done.stderr and "not that of other APIs" in done.stderr


def test_a_script_that_walks_over_what_it_takes_out(tmp_path):
    """The list is of the nodes as they were; what was taken out has no parent and is described still."""
    script = """
from psyclone.psyir.nodes import Assignment
from psyclone.domain.common.transformations import KernelModuleInlineTrans
def trans(psyir):
    kernel = psyir.coded_kernels()[0]
    KernelModuleInlineTrans().apply(kernel)
    taken = []
    for statement in kernel.get_callees()[0].walk(Assignment):
        taken.append(statement.detach())
    print(len(taken), taken[0].parent, taken[0].view(colour=False).splitlines()[0], taken[0].lhs.name)
    assert kernel.get_callees()[0].walk(Assignment) == []
"""
    done, layer = run(tmp_path, script)
    assert done.returncode == 0, done.stderr
    assert "None Assignment[]" in done.stdout and "subroutine" in layer
