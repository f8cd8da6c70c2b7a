"""PSyIR for scripts: PSyclone's classes over the nodes of `isotach._core`; `homes.py` says where PSyclone has each."""

import os
from pathlib import Path

import isotach

# In a source tree the compiled part lies beside the program that is used; an installed package has it inside.
_tree = Path(__file__).resolve().parents[3]
if (_tree / "CMakePresets.json").is_file():
    _program = Path(os.environ.get("ISOTACH_BINARY") or _tree / "build" / "release" / "bin" / "isotach")
    if str(_program.parent) not in isotach.__path__:
        isotach.__path__.append(str(_program.parent))
