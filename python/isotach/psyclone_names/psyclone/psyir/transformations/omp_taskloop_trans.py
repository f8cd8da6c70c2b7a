"""psyclone.psyir.transformations.omp_taskloop_trans, as isotach has it; written by tools/psyclone_package.py."""

from isotach.psyir.transformations import (
    OMPTaskloopTrans,
)

__all__ = [
    "OMPTaskloopTrans",
]
