"""psyclone.psyir.transformations.parallel_loop_trans, as isotach has it; written by tools/psyclone_package.py."""

from isotach.psyir.transformations import (
    ParallelLoopTrans,
)

__all__ = [
    "ParallelLoopTrans",
]
