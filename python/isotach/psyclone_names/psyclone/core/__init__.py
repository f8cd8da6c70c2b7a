"""psyclone.core, as isotach has it; written by tools/psyclone_package.py."""

from isotach.psyir.nodes import (
    AccessType,
)

__all__ = [
    "AccessType",
]
