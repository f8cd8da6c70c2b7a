"""psyclone.core, as isotach has it; written by tools/psyclone_package.py."""

from isotach.psyir.nodes import (
    AccessType,
)
from isotach.psyir.symbols import (
    Signature,
)

__all__ = [
    "AccessType",
    "Signature",
]
