"""psyclone.psyir.transformations.omp_parallel_loop_trans, as isotach has it; written by tools/psyclone_package.py."""

from isotach.psyir.transformations import (
    OMPParallelLoopTrans,
)

__all__ = [
    "OMPParallelLoopTrans",
]
