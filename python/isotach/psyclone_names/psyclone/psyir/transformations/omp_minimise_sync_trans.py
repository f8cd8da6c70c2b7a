"""psyclone.psyir.transformations.omp_minimise_sync_trans, as isotach has it; written by tools/psyclone_package.py."""

from isotach.psyir.transformations import (
    OMPMinimiseSyncTrans,
)

__all__ = [
    "OMPMinimiseSyncTrans",
]
