"""The .pyi of a module agrees with the module."""

import ast
import inspect
import pathlib

import pytest


def stub_of(module):
    return ast.parse(pathlib.Path(module.__file__.removesuffix(".abi3.so") + ".pyi").read_text())


def parameters(function):
    names = [argument.arg for argument in function.args.args]
    first_default = len(names) - len(function.args.defaults)
    return [(name, i >= first_default) for i, name in enumerate(names)]


@pytest.mark.parametrize("fixture", ["turb_py", "kinds_py", "granule_py", "external_py"])
def test_stub_has_the_names_parameters_and_docstrings_of_the_module(fixture, request):
    module = request.getfixturevalue(fixture)
    for node in stub_of(module).body:
        if isinstance(node, ast.FunctionDef):
            pairs = [(node, getattr(module, node.name))]
        elif isinstance(node, ast.ClassDef) and node.name.startswith("_"):
            owner = getattr(module, node.name[1:])
            members = {item.target.id for item in node.body if isinstance(item, ast.AnnAssign)}
            members |= {item.name for item in node.body if isinstance(item, ast.FunctionDef)}
            assert members == {name for name in dir(owner) if not name.startswith("__")}
            pairs = [(item, getattr(owner, item.name)) for item in node.body if isinstance(item, ast.FunctionDef)]
        else:
            continue
        for stub, real in pairs:
            if not callable(real):
                continue
            signature = inspect.signature(real)
            assert parameters(stub) == [(p.name, p.default is None) for p in signature.parameters.values()]
            assert ast.get_docstring(stub) == inspect.getdoc(real)
