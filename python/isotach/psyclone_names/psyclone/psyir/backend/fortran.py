"""psyclone.psyir.backend.fortran, as isotach has it; written by tools/psyclone_package.py."""

from isotach.psyir.writers import (
    FortranWriter,
)

__all__ = [
    "FortranWriter",
]
