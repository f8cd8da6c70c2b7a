"""psyclone.psyir.transformations.loop_swap_trans, as isotach has it; written by tools/psyclone_package.py."""

from isotach.psyir.transformations import (
    LoopSwapTrans,
)

__all__ = [
    "LoopSwapTrans",
]
