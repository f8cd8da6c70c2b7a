"""psyclone.psyir.transformations.maximal_region_trans, as isotach has it; written by tools/psyclone_package.py."""

from isotach.psyir.maximal import (
    MaximalRegionTrans,
)

__all__ = [
    "MaximalRegionTrans",
]
