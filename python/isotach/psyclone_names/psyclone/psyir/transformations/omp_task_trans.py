"""psyclone.psyir.transformations.omp_task_trans, as isotach has it; written by tools/psyclone_package.py."""

from isotach.psyir.transformations import (
    OMPTaskTrans,
)

__all__ = [
    "OMPTaskTrans",
]
