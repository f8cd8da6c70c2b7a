"""Argument lists and results are those of numpy.f2py, which here only writes its C file (nothing is compiled)."""

import pathlib
import re
import subprocess
import sys

SOURCE = pathlib.Path(__file__).parent / "fortran" / "sizes.f90"


def split(signature):
    """Results, required and optional arguments of "y = f(a, n=None)" or f2py's "y = f(a,[n])"."""
    results, name, arguments = re.fullmatch(r"(?:(.*) = )?(\w+)\((.*)\)", signature).groups()
    names = [argument.strip(" []") for argument in arguments.split(",") if argument.strip(" []")]
    if "=" in arguments:
        required = [n for n in names if "=" not in n]
        optional = [n.removesuffix("=None") for n in names if "=" in n]
    else:
        required = [n.strip() for n in re.sub(r"\[.*\]", "", arguments).split(",") if n.strip()]
        optional = names[len(required) :]
    return name, [r.strip() for r in (results or "").split(",") if r.strip()], required, optional


def f2py_signatures(folder):
    command = [sys.executable, "-m", "numpy.f2py", SOURCE, "-m", "sizes_f2py", "--lower"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    text = (folder / "sizes_f2pymodule.c").read_text()
    lines = re.findall(r'doc_f2py_rout_sizes_f2py_sizes_\w+\[\] = "\\\n(.*?)\\n', text)
    return {split(line)[0]: split(line) for line in lines}


def test_signatures_are_those_of_f2py(sizes_py, tmp_path):
    expected = f2py_signatures(tmp_path)
    assert len(expected) == 18
    ours = {name: split(getattr(sizes_py.sizes, name).__doc__.splitlines()[0]) for name in expected}
    assert ours == expected
