"""psyclone.psyir.backend.c, as isotach has it; written by tools/psyclone_package.py."""

from isotach.psyir.not_built import unmade

CWriter = unmade("CWriter")

__all__ = [
    "CWriter",
]
