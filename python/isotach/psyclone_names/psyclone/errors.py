"""psyclone.errors, as isotach has it; written by tools/psyclone_package.py."""

from isotach.psyir.errors import (
    GenerationError,
    InternalError,
    LazyString,
    PSycloneError,
)

__all__ = [
    "GenerationError",
    "InternalError",
    "LazyString",
    "PSycloneError",
]
