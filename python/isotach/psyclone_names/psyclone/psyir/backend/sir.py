"""psyclone.psyir.backend.sir, as isotach has it; written by tools/psyclone_package.py."""

from isotach.psyir.not_built import unmade

SIRWriter = unmade("SIRWriter")

__all__ = [
    "SIRWriter",
]
