"""psyclone.psyir.backend.visitor, as isotach has it; written by tools/psyclone_package.py."""

from isotach.psyir.errors import (
    VisitorError,
)

__all__ = [
    "VisitorError",
]
