"""psyclone.psyir.frontend.sympy_reader, as isotach has it; written by tools/psyclone_package.py."""

from isotach.psyir.not_built import unmade

SymPyReader = unmade("SymPyReader")

__all__ = [
    "SymPyReader",
]
