"""psyclone.psyir.transformations.loop_tiling_trans, as isotach has it; written by tools/psyclone_package.py."""

from isotach.psyir.transformations import (
    LoopTilingTrans,
)

__all__ = [
    "LoopTilingTrans",
]
