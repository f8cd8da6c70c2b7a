"""psyclone.psyir.transformations.parallel_region_trans, as isotach has it; written by tools/psyclone_package.py."""

from isotach.psyir.transformations import (
    ParallelRegionTrans,
)

__all__ = [
    "ParallelRegionTrans",
]
