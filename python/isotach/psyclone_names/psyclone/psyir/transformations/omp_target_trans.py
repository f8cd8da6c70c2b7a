"""psyclone.psyir.transformations.omp_target_trans, as isotach has it; written by tools/psyclone_package.py."""

from isotach.psyir.transformations import (
    OMPTargetTrans,
)

__all__ = [
    "OMPTargetTrans",
]
