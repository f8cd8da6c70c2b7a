"""Running scripts: what `isotach psyclone -s`, `isotach psykal -s` and `isotach show -s` start.

The command line runs in `isotach._core`, which asks for each algorithm that trans() of the script is run on it. A script
is loaded afresh each time, with the modules that it imports from its own folder or PYTHONPATH, so that no algorithm
sees what another one's script has left behind.
"""

from __future__ import annotations

import functools
import gc
import importlib.machinery
import importlib.util
import os
import sys
from types import ModuleType

import isotach.psyir  # noqa: F401  where the core is
from isotach import _core

from .psyir import homes
from .psyir.configuration import Config
from .psyir.nodes import Loop, Node, Workspace

TYPE_CHECKING = False  # typing takes as long to load as all the rest
if TYPE_CHECKING:
    from typing import Any

OWN = os.path.dirname(os.path.realpath(__file__))
PSYCLONE = os.path.join(OWN, "psyclone_names")


class Runner:
    """Runs a script on workspaces, one after the other."""

    def __init__(self) -> None:
        self._path = list(sys.path)
        self._known: set[str] | None = None  # modules that are not a script's

    def run(self, script: str, core: Any) -> tuple | None:
        """None when all went well; else what went wrong: ("raised", "ended" or "unusable", exception, text, file, line, node)."""
        path = _real_path(script)
        if not os.path.isfile(path):
            return ("unusable", "", "there is no such file", "", 0, None)
        if not path.endswith(".py"):
            return ("unusable", "", "a script is a Python file, NAME.py", "", 0, None)
        other = foreign_psyclone()
        if other:
            return ("unusable", "", f"another psyclone is loaded already, from {other}; start without it", "", 0, None)
        workspace = Workspace(core)
        try:
            self._prepare(path, workspace)
            module = load(path)
            trans = getattr(module, "trans", None)
            if not callable(trans):
                return ("unusable", "", "it has no function trans(psyir)", "", 0, None)
            if core.is_file():
                if workspace.root.name in getattr(module, "FILES_TO_SKIP", ()):
                    return ("skipped", "", "", "", 0, None)
                resolve_imports(core, getattr(module, "RESOLVE_IMPORTS", False))
            trans(workspace.root)
            if statement := core.incomplete():
                text = f"of '{statement}' a part was taken out and nothing put in its place"
                return ("raised", "GenerationError", text, path, 0, None)
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            return describe(error, path, workspace)
        finally:
            for stream in (sys.stdout, sys.stderr):
                stream.flush()
        return None

    def before_fork(self) -> None:
        """Loads what the scripts of all processes need, once."""
        path = list(sys.path)
        sys.path.insert(0, PSYCLONE)
        for name in homes.MODULES:
            importlib.import_module(name)
        sys.path[:] = path
        gc.freeze()

    def _prepare(self, script: str, workspace: Workspace) -> None:
        if self._known is None:
            sys.path[:] = [PSYCLONE, *self._path]
            importlib.import_module("psyclone")
            self._known = set(sys.modules)
        for name in [name for name in sys.modules if name not in self._known]:
            if belongs_to_scripts(sys.modules[name]):
                del sys.modules[name]
        importlib.invalidate_caches()
        sys.path[:] = [os.path.dirname(script), PSYCLONE, *self._path]
        Config.reset(workspace)
        Loop.set_loop_type_inference_rules(None)


def resolve_imports(core: Any, wanted: Any) -> None:
    """What a script's RESOLVE_IMPORTS asks for: True, or names of modules."""
    if isinstance(wanted, (list, tuple, set)):
        core.resolve_imports([str(name).lower() for name in wanted], False)
    elif wanted:
        core.resolve_imports([], True)


def belongs_to_scripts(module: ModuleType) -> bool:
    """Whether a module is one of scripts and their helpers: those of Python and of its packages stay loaded."""
    file = getattr(module, "__file__", None) or next(iter(getattr(module, "__path__", [])), None)
    if file is None:
        return False
    return not is_below(file, *_PYTHON_FOLDERS)


def is_below(file: str, *folders: str) -> bool:
    """Whether a file lies in one of the folders, at any depth; links are followed."""
    place = _real_path(file)
    return any(place == folder or place.startswith(folder.rstrip("/") + "/") for folder in folders)


_real_path = functools.cache(os.path.realpath)
_PYTHON_FOLDERS = [os.path.realpath(folder) for folder in {sys.prefix, sys.base_prefix, OWN}]


def foreign_psyclone() -> str | None:
    """Where a psyclone that is not ours comes from, when one is loaded."""
    module = sys.modules.get("psyclone")
    file = getattr(module, "__file__", None) if module else None
    own = file is None or file.startswith(PSYCLONE + os.sep) or is_below(file, PSYCLONE)
    return None if own else file


def load(path: str) -> ModuleType:
    """A script as a module with its file's name, whatever that is: global.py, a name with a hyphen."""
    name = os.path.splitext(os.path.basename(path))[0]
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None and isinstance(spec.loader, importlib.machinery.SourceFileLoader)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    if path not in _code:  # a batch reads it once, and runs it for each file
        _code[path] = spec.loader.get_code(name)
    exec(_code[path], module.__dict__)
    return module


_code: dict[str, Any] = {}


def describe(error: BaseException, script: str, workspace: Workspace) -> tuple:
    """What a script raised, at which of its lines, and on which node it stood."""
    kind = type(error).__name__
    if isinstance(error, SyntaxError) and error.filename:
        return ("raised", kind, error.msg, error.filename, error.lineno or 0, None)
    text = str(error).strip() or "no text"
    if isinstance(error, ImportError) and (error.name or "").split(".")[0] == "psyclone":
        text += "; isotach has what scripts for LFRic use (docs/from-psyclone.md), not that of other APIs"
    if isinstance(error, SystemExit) and error.code not in (None, 0):
        text = f"it ended itself with sys.exit({error.code!r})"
    import traceback  # here: most scripts raise nothing

    at, node = ("", 0), None
    for frame, line in traceback.walk_tb(error.__traceback__):
        file = frame.f_code.co_filename
        if file.startswith(OWN) or not belongs_to_path(file):
            continue
        at = (file, line)
        nodes = [value for value in frame.f_locals.values() if isinstance(value, Node)]
        node = nodes[-1] if nodes else node
    if isinstance(error, SystemExit) and error.code in (None, 0):
        return ("ended", kind, "", at[0] or str(script), at[1], None)
    node = workspace.touched or node
    number = node._number if node is not None and node._workspace is workspace else None
    return ("raised", kind, text, at[0] or str(script), at[1], number)


def belongs_to_path(file: str) -> bool:
    """Whether code is of a script or its helpers; what has no file is our own or Python's."""
    return not file.startswith("<") and not is_below(file, *_PYTHON_FOLDERS)


def main(words: list[str]) -> int:
    """The program `isotach` with these words, with scripts."""
    return _core.main(words, Runner())
