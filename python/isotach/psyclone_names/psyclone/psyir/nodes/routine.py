"""psyclone.psyir.nodes.routine, as isotach has it; written by tools/psyclone_package.py."""

from isotach.psyir.nodes import (
    Routine,
)

__all__ = [
    "Routine",
]
