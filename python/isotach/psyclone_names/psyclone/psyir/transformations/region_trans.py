"""psyclone.psyir.transformations.region_trans, as isotach has it; written by tools/psyclone_package.py."""

from isotach.psyir.transformations import (
    RegionTrans,
)

__all__ = [
    "RegionTrans",
]
