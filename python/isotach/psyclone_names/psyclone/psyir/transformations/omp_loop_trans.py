"""psyclone.psyir.transformations.omp_loop_trans, as isotach has it; written by tools/psyclone_package.py."""

from isotach.psyir.transformations import (
    OMPLoopTrans,
)

__all__ = [
    "OMPLoopTrans",
]
