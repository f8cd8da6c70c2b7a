"""psyclone.core.signature, as isotach has it; written by tools/psyclone_package.py."""

from isotach.psyir.symbols import (
    Signature,
)

__all__ = [
    "Signature",
]
