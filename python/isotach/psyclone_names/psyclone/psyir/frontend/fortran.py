"""psyclone.psyir.frontend.fortran, as isotach has it; written by tools/psyclone_package.py."""

from isotach.psyir.readers import (
    FortranReader,
)

__all__ = [
    "FortranReader",
]
