"""psyclone.psyir.transformations.omp_taskwait_trans, as isotach has it; written by tools/psyclone_package.py."""

from isotach.psyir.transformations import (
    OMPTaskwaitTrans,
)

__all__ = [
    "OMPTaskwaitTrans",
]
