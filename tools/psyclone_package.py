#!/usr/bin/env python3
"""Writes what scripts and their type checkers see, from isotach.psyir.homes and the table of transformations: the package
`psyclone` (python/isotach/psyclone_names), modules of re-exports, and python/isotach/psyir/transformations.pyi.

    tools/psyclone_package.py           writes it
    tools/psyclone_package.py --check   says whether it is what would be written
"""

import argparse
import pathlib
import shutil
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
TARGET = ROOT / "python" / "isotach" / "psyclone_names"
STUB_FILE = ROOT / "python" / "isotach" / "psyir" / "transformations.pyi"
sys.path.insert(0, str(ROOT / "python"))

VERSION = """__MAJOR__ = 3
__MINOR__ = 3
__MICRO__ = 1
__SHORT_VERSION__ = "3.3"
__VERSION__ = "3.3.1"
"""


def modules() -> dict[str, dict[str, set[str]]]:
    """Module of PSyclone: {module of isotach.psyir: names}; "missing": those that say so when they are used."""
    import isotach.psyir  # noqa: F401  where the core is
    from isotach import _core
    from isotach.psyir import homes

    found: dict[str, dict[str, set[str]]] = {}
    for module, sources in homes.MODULES.items():
        exports = found.setdefault(module, {})
        for source, names in sources.items():
            exports.setdefault(source, set()).update(names.split())
    present = {"psyclone.psyGen": {"Transformation"}}
    for name, _base, _takes, _documentation, places, old_names, _parameters in _core.transformation_classes():
        for place in places:
            found.setdefault(place, {}).setdefault("transformations", set()).update([name, *old_names])
            present.setdefault(place, set()).update([name, *old_names])
    for module, names in homes.MISSING.items():
        found.setdefault(module, {})["missing"] = set(names.split()) - present.get(module, set())
    for module, names in homes.UNMADE.items():
        found.setdefault(module, {})["unmade"] = set(names.split())
    for module in list(found):  # a module lies in packages
        while "." in module:
            module = module.rpartition(".")[0]
            found.setdefault(module, {})
    return found


def text_of(module: str, sources: dict[str, set[str]]) -> str:
    lines = [f'"""{module}, as isotach has it; written by tools/psyclone_package.py."""', ""]
    if module == "psyclone.version":
        return "\n".join(lines) + "\n" + VERSION
    seen: set[str] = set()
    for source in sorted(set(sources) - {"missing", "unmade"}):
        names = sorted(sources[source] - seen)
        seen |= sources[source]
        if names:
            lines.append(f"from isotach.psyir.{source} import (\n    " + ",\n    ".join(names) + ",\n)")
    missing = sorted(sources.get("missing", set()) - seen)
    if missing:
        lines.append("from isotach.psyir.transformations import unsupported\n")
        lines += [f'{name} = unsupported("{name}")' for name in missing]
    unmade = sorted(sources.get("unmade", set()) - seen)
    if unmade:
        lines.append("from isotach.psyir.not_built import unmade\n")
        lines += [f'{name} = unmade("{name}")' for name in unmade]
    names = sorted(seen | set(missing) | set(unmade))
    lines.append("\n__all__ = [" + "".join(f'\n    "{name}",' for name in names) + ("\n" if names else "") + "]")
    return "\n".join(lines) + "\n"


def files() -> dict[str, str]:
    found = modules()
    packages = {module.rpartition(".")[0] for module in found}
    texts = {}
    for module, sources in found.items():
        path = module.replace(".", "/")
        texts[f"{path}/__init__.py" if module in packages else f"{path}.py"] = text_of(module, sources)
    texts["psyclone/py.typed"] = ""
    return texts


TYPES = {
    "flag": "bool",
    "number": "int",
    "flag_or_number": "bool | int",
    "text": "str",
    "texts": "Iterable[str]",
    "depth": "int | None",
    "operators": "Any",
    "dictionary": "dict[str, Any] | None",
}

STUB = '''"""The transformations with their parameters; written by tools/psyclone_package.py."""

from collections.abc import Iterable
from typing import Any

from .errors import TransformationError as TransformationError
from .nodes import Node

class Transformation:
    @property
    def name(self) -> str: ...
    def apply(self, node: Any, options: dict[str, Any] | None = None, **kwargs: Any) -> Any: ...
    def validate(self, node: Any, options: dict[str, Any] | None = None, **kwargs: Any) -> None: ...
    @classmethod
    def get_valid_options(cls) -> dict[str, Any]: ...
    def validate_options(self, **kwargs: Any) -> None: ...

class RegionTrans(Transformation):
    excluded_node_types: tuple[type, ...]
    def get_node_list(self, nodes: Any) -> list[Node]: ...

class TransInfo:
    def __init__(self, module: Any = None, base_class: Any = None) -> None: ...
    @property
    def list(self) -> str: ...
    @property
    def num_trans(self) -> int: ...
    def get_trans_num(self, number: int) -> Transformation: ...
    def get_trans_name(self, name: str) -> Transformation: ...

CLASSES: dict[str, type]

def unsupported(name: str) -> Any: ...
def parameters_of(row: tuple[Any, ...]) -> tuple[list[Any], list[Any], list[Any], list[Any]]: ...
def targets_of(takes: str) -> tuple[str, ...]: ...
'''


def stub() -> str:
    """Of the classes that are made from the table."""
    from isotach import _core
    from isotach.psyir import transformations

    def typed(parameter: tuple) -> str:
        default = "..." if len(parameter[3]) > 20 else parameter[3]
        kind = TYPES[parameter[1]]
        kind += " | None" * (default == "None" and "None" not in kind and kind != "Any")
        return f"{parameter[0]}: {kind} = {default}".replace("'", '"')

    lines = [STUB]
    for row in _core.transformation_classes():
        name, base, takes, documentation, _homes, old_names, _parameters = row
        if name == "RegionTrans":  # above, as scripts extend it
            continue
        constructor, _before, positional, keyword = transformations.parameters_of(row)
        lines.append(f'class {name}({base}):\n    """{documentation}."""\n')
        if constructor:
            lines.append(f"    def __init__({', '.join(['self', *map(typed, constructor)])}) -> None: ...")
            lines += [f"    {parameter[0]}: {TYPES[parameter[1]]}" for parameter in constructor]
        targets = [f"{target}: Any" for target in transformations.targets_of(takes)]
        words = [
            "self",
            *targets,
            *map(typed, positional),
            *["*"] * bool(keyword),
            *map(typed, keyword),
            "**kwargs: Any",
        ]
        lines.append(f"    def apply({', '.join(words)}) -> None: ...  # type: ignore[override]")
        words = ["self", *targets, "options: dict[str, Any] | None = None", "**kwargs: Any"]
        lines.append(f"    def validate({', '.join(words)}) -> None: ...  # type: ignore[override]")
        lines.append("")
        lines += [f"class {old}({name}):\n    def __init__(self) -> None: ...\n" for old in old_names]
    return "\n".join(lines).rstrip() + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    wanted = files()
    there = {
        str(path.relative_to(TARGET)): path.read_text()
        for path in TARGET.rglob("*")
        if path.is_file() and path.suffix in (".py", ".typed")
    }
    if options.check:
        if not STUB_FILE.exists() or STUB_FILE.read_text() != stub():
            wanted[STUB_FILE.name] = stub()
        different = sorted(name for name in wanted.keys() | there.keys() if wanted.get(name) != there.get(name))
        print("\n".join(f"differs: {name}" for name in different) or "as it should be")
        return 1 if different else 0
    STUB_FILE.write_text(stub())
    shutil.rmtree(TARGET, ignore_errors=True)
    for name, text in wanted.items():
        (TARGET / name).parent.mkdir(parents=True, exist_ok=True)
        (TARGET / name).write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
