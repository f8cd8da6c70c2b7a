"""psyclone.domain.lfric.transformations.lfric_loop_fuse_trans, as isotach has it; written by tools/psyclone_package.py."""

from isotach.psyir.transformations import (
    LFRicLoopFuseTrans,
)

__all__ = [
    "LFRicLoopFuseTrans",
]
