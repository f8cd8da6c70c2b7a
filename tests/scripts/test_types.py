"""What type checkers see: the stub of the core, the package, and scripts with `import psyclone...`."""

import ast
import os
import pathlib
import subprocess
import sys

import isotach.psyir  # where the core is
from isotach import _core

ROOT = pathlib.Path(__file__).resolve().parents[2]


def mypy(*words):
    """Its status and what it says."""
    path = os.pathsep.join(map(str, (ROOT / "python", ROOT / "python" / "isotach" / "psyclone_names")))
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--cache-dir", os.devnull, *map(str, words)],
        capture_output=True, text=True, env={**os.environ, "MYPYPATH": path}, cwd=ROOT,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def test_the_stub_of_the_core_has_what_the_core_has():
    tree = ast.parse((ROOT / "python" / "isotach" / "_core.pyi").read_text())
    stub = {node.name: node for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
    assert set(stub) == {name for name in vars(_core) if not name.startswith("_")}
    methods = {node.name for node in stub["Workspace"].body if isinstance(node, ast.FunctionDef)}
    assert methods == {name for name in vars(_core.Workspace) if not name.startswith("_")}


def test_the_package_and_a_script_have_the_right_types():
    for words in (("-p", "isotach.psyir"), ("examples/lfric/colour_omp.py",)):
        status, said = mypy(*words)
        assert status == 0, said


def test_mistakes_of_a_script_are_found(tmp_path):
    (tmp_path / "script.py").write_text(
        "from psyclone.psyir.nodes import FileContainer\n"
        "from psyclone.transformations import LFRicColourTrans, OMPLoopTrans\n"
        "def trans(psyir: FileContainer) -> None:\n"
        "    LFRicColourTrans().aply(psyir)\n"
        "    OMPLoopTrans().apply(psyir, reprod=[])\n"
        "    OMPLoopTrans(omp_schedul='static')\n"
        "    psyir.childen\n"
    )
    status, said = mypy(tmp_path / "script.py")
    assert status == 1
    for wrong in ('no attribute "aply"', 'Argument "reprod"', '"omp_schedul"', 'no attribute "childen"'):
        assert wrong in said, said


assert isotach.psyir
