"""psyclone.psyir.transformations.maximal_omp_parallel_region_trans, as isotach has it; written by tools/psyclone_package.py."""

from isotach.psyir.maximal import (
    MaximalOMPParallelRegionTrans,
)

__all__ = [
    "MaximalOMPParallelRegionTrans",
]
