"""psyclone.psyir.backend.sympy_writer, as isotach has it; written by tools/psyclone_package.py."""

from isotach.psyir.not_built import unmade

SymPyWriter = unmade("SymPyWriter")

__all__ = [
    "SymPyWriter",
]
