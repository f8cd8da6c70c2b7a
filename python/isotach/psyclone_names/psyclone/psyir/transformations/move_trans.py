"""psyclone.psyir.transformations.move_trans, as isotach has it; written by tools/psyclone_package.py."""

from isotach.psyir.transformations import (
    MoveTrans,
)

__all__ = [
    "MoveTrans",
]
