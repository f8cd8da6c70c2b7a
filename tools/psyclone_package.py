#!/usr/bin/env python3
"""Writes the package `psyclone` that scripts import (python/isotach/psyclone_names): modules of re-exports, from
isotach.psyir.homes and the table of transformations.

    tools/psyclone_package.py           writes it
    tools/psyclone_package.py --check   says whether it is what would be written
"""

import argparse
import pathlib
import shutil
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
TARGET = ROOT / "python" / "isotach" / "psyclone_names"
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
    for source in sorted(set(sources) - {"missing"}):
        names = sorted(sources[source] - seen)
        seen |= sources[source]
        if names:
            lines.append(f"from isotach.psyir.{source} import (\n    " + ",\n    ".join(names) + ",\n)")
    missing = sorted(sources.get("missing", set()) - seen)
    if missing:
        lines.append("from isotach.psyir.transformations import unsupported\n")
        lines += [f'{name} = unsupported("{name}")' for name in missing]
    names = sorted(seen | set(missing))
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
        different = sorted(name for name in wanted.keys() | there.keys() if wanted.get(name) != there.get(name))
        print("\n".join(f"differs: {name}" for name in different) or "as it should be")
        return 1 if different else 0
    shutil.rmtree(TARGET, ignore_errors=True)
    for name, text in wanted.items():
        (TARGET / name).parent.mkdir(parents=True, exist_ok=True)
        (TARGET / name).write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
