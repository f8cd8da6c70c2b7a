"""psyclone.psyir.transformations.loop_tiling_2d_trans, as isotach has it; written by tools/psyclone_package.py."""

from isotach.psyir.transformations import (
    LoopTiling2DTrans,
)

__all__ = [
    "LoopTiling2DTrans",
]
