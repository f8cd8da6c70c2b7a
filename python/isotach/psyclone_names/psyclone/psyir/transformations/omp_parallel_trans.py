"""psyclone.psyir.transformations.omp_parallel_trans, as isotach has it; written by tools/psyclone_package.py."""

from isotach.psyir.transformations import (
    OMPParallelTrans,
)

__all__ = [
    "OMPParallelTrans",
]
