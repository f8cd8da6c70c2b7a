"""psyclone.psyir.transformations.omp_critical_trans, as isotach has it; written by tools/psyclone_package.py."""

from isotach.psyir.transformations import (
    OMPCriticalTrans,
)

__all__ = [
    "OMPCriticalTrans",
]
