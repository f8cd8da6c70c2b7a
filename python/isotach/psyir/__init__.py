"""PSyIR for scripts: PSyclone's classes over the nodes of `isotach._core`; `homes.py` says where PSyclone has each."""

import os

import isotach

# In a source tree the compiled part lies beside the program that is used; an installed package has it inside.
_tree = os.path.realpath(os.path.join(os.path.dirname(__file__), *[os.pardir] * 3))
if os.path.isfile(os.path.join(_tree, "CMakePresets.json")):
    _program = os.environ.get("ISOTACH_BINARY") or os.path.join(_tree, "build", "release", "bin", "isotach")
    if os.path.dirname(_program) not in isotach.__path__:
        isotach.__path__.append(os.path.dirname(_program))
