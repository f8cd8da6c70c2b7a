"""psyclone.psyir.transformations.loop_trans, as isotach has it; written by tools/psyclone_package.py."""

from isotach.psyir.transformations import (
    LoopTrans,
)

__all__ = [
    "LoopTrans",
]
