"""psyclone.psyir.nodes.loop, as isotach has it; written by tools/psyclone_package.py."""

from isotach.psyir.nodes import (
    Loop,
)

__all__ = [
    "Loop",
]
