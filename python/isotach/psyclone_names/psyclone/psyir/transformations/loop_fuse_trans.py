"""psyclone.psyir.transformations.loop_fuse_trans, as isotach has it; written by tools/psyclone_package.py."""

from isotach.psyir.transformations import (
    LoopFuseTrans,
)

__all__ = [
    "LoopFuseTrans",
]
